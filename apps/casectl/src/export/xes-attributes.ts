/** What XML 1.0 cannot hold, not even escaped: control characters and halves of characters. */
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
/** Printable ASCII without what is escaped: nearly every value. */
const IS_PLAIN = /^[ !#-%'-;=?-~]*$/;
const ESCAPED = /[&<>"\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A text as the value of an XML attribute, on one line; what XML cannot hold becomes U+FFFD. */
export function xmlText(text: string): string {
  if (IS_PLAIN.test(text)) return text;
  const held = text.toWellFormed().replace(NOT_IN_XML, '\ufffd');
  return held.replace(ESCAPED, (character) => escapes[character] ?? character);
}

type XesType = 'string' | 'date' | 'int' | 'boolean' | 'id';

/** An attribute of XES; its key is a name in XML. */
export const xesAttribute = (
  type: XesType,
  key: string,
  value: string | number | boolean,
): string => `<${type} key="${key}" value="${xmlText(String(value))}"/>`;

/** A string attribute; nothing where there is no value. */
export const xesString = (key: string, value: string | null): string =>
  value === null ? '' : xesAttribute('string', key, value);

/** The fields of a record as attributes `prefix.name`; what is no single value is a JSON text. */
export function xesFields(prefix: string, fields: object): string {
  let attributes = '';
  for (const [name, value] of Object.entries(fields)) {
    attributes += fieldOf(`${prefix}.${name}`, value);
  }
  return attributes;
}

function fieldOf(key: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') {
    return xesAttribute(INSTANT.test(value) ? 'date' : 'string', key, value);
  }
  if (typeof value === 'boolean') return xesAttribute('boolean', key, value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return xesAttribute('int', key, value);
  }
  return xesAttribute('string', key, JSON.stringify(value));
}
