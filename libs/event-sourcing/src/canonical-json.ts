/** The deepest nesting of JSON that is stored or hashed; deeper is a mistake or a cycle. */
const MAX_JSON_DEPTH = 64;

/** With more keys than these, inserting each at its place takes longer than sorting them. */
const MAX_INSERTED_KEYS = 32;

/** Printable ASCII without quote and backslash: text that JSON writes as it stands. */
const plainText = /^[ !#-[\]-~]*$/;

/** A value that JSON lacks; the message says where in the value and why. */
export class NotJson extends TypeError {
  override readonly name = 'NotJson';
  readonly reason: string;
  readonly path: readonly string[];

  constructor(reason: string, path: readonly string[] = []) {
    super(`${path.length === 0 ? 'the value' : `/${path.join('/')}`} ${reason}`);
    this.reason = reason;
    this.path = path;
  }
}

/**
 * Canonical JSON (RFC 8785): keys in order of their UTF-16 units, no space, one spelling for each
 * value. Members that are `undefined` are left out, as `JSON.stringify` does. Throws `NotJson`.
 */
export const canonicalJson = (value: unknown): string => textOf(value, 0, leaveOut);

/**
 * The same for what will be stored: a member that is `undefined` is refused too, because it would
 * not come back. Nothing else of a value is lost or changed either.
 */
export const exactJson = (value: unknown): string => textOf(value, 0, refuse);

type OnUndefined = (key: string) => void;

const leaveOut: OnUndefined = () => undefined;
const refuse: OnUndefined = (key) => {
  throw new NotJson('is undefined, which JSON lacks', [key]);
};

function textOf(value: unknown, depth: number, onUndefined: OnUndefined): string {
  if (typeof value !== 'object' || value === null) return textOfScalar(value);
  if (depth === MAX_JSON_DEPTH) throw new NotJson('is nested too deep');
  if (Array.isArray(value)) return textOfArray(value, depth + 1, onUndefined);
  return textOfObject(value as Record<string, unknown>, depth + 1, onUndefined);
}

function textOfScalar(value: unknown): string {
  if (typeof value === 'string') return textOfString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Number.isFinite(value)) return String(value);
  const what =
    value === undefined || typeof value === 'number' ? String(value) : `a ${typeof value}`;
  throw new NotJson(`is ${what}, which JSON lacks`);
}

function textOfString(text: string): string {
  if (plainText.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new NotJson('holds half a character');
  return JSON.stringify(text);
}

function textOfArray(list: readonly unknown[], depth: number, onUndefined: OnUndefined): string {
  // Holes would become null, and names would be lost.
  if (Object.keys(list).length !== list.length) {
    throw new NotJson('is an array with holes or names');
  }
  let json = '[';
  for (let index = 0; index < list.length; index += 1) {
    const member = textOfMember(list[index], String(index), { depth, onUndefined });
    json += index === 0 ? member : `,${member}`;
  }
  return `${json}]`;
}

function textOfObject(
  value: Readonly<Record<string, unknown>>,
  depth: number,
  onUndefined: OnUndefined,
): string {
  if (!isPlainObject(value)) throw new NotJson('is not a plain object');
  let json = '{';
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member === undefined) {
      onUndefined(key);
      continue;
    }
    const text = textOfMember(member, key, { depth, onUndefined });
    json += `${json === '{' ? '' : ','}${textOfString(key)}:${text}`;
  }
  return `${json}}`;
}

/** Objects are small and mostly built in the right order: then inserting beats the general sort. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  if (keys.length > MAX_INSERTED_KEYS) return keys.sort();
  for (let next = 1; next < keys.length; next += 1) {
    const key = keys[next] ?? '';
    let at = next;
    for (; at > 0 && (keys[at - 1] ?? '') > key; at -= 1) keys[at] = keys[at - 1] ?? '';
    keys[at] = key;
  }
  return keys;
}

/** The path is put together only for a fault: it would cost more than all the rest. */
function textOfMember(
  member: unknown,
  key: string,
  { depth, onUndefined }: { readonly depth: number; readonly onUndefined: OnUndefined },
): string {
  try {
    return textOf(member, depth, onUndefined);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw new NotJson(error.reason, [key, ...error.path]);
  }
}

/** Independent of the realm: an object of another context has another `Object.prototype`. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
