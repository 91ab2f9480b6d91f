import { z } from 'zod';

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().int().min(least).max(most));

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** What may be said in the environment: one entry a name, with its meaning for people. */
export const settingDefinitions = {
  PORT: {
    about: 'Port to listen on; 0 takes any free one.',
    schema: wholeNumber(0, 65_535),
    fallback: '3000',
    secret: false,
  },
  NODE_ENV: {
    about: '`production` refuses to make a key of its own.',
    schema: z.enum(['development', 'production', 'test']),
    fallback: 'development',
    secret: false,
  },
  CASELINE_HOST: {
    about: 'Address to listen on.',
    schema: z.string().min(1),
    fallback: '127.0.0.1',
    secret: false,
  },
  CASELINE_DATA: {
    about: 'Folder of the embedded stores and the development key.',
    schema: z.string().min(1),
    fallback: '.caseline',
    secret: false,
  },
  CASELINE_PACKS: {
    about:
      'Folder of your own policy packs (`*.yaml`), published at start beside the shipped ones.',
    schema: z.string().min(1),
    fallback: undefined,
    secret: false,
  },
  EVENTSTORE_URL: {
    about:
      'Connection string of EventStoreDB, with an account that may read `$all` (`tls=false` ' +
      'sends none); unset: the embedded event store.',
    schema: z.string().min(1),
    fallback: undefined,
    secret: true,
  },
  DATABASE_URL: {
    about: 'Connection string of PostgreSQL for the views; unset: SQLite.',
    schema: z.string().min(1),
    fallback: undefined,
    secret: true,
  },
  CASELINE_ISSUER: {
    about: 'Issuer (`iss`) that tokens must name.',
    schema: z.string().min(1),
    fallback: 'caseline-development',
    secret: false,
  },
  CASELINE_AUDIENCE: {
    about: 'Audience (`aud`) that tokens must name.',
    schema: z.string().min(1),
    fallback: 'caseline',
    secret: false,
  },
  CASELINE_JWKS_URL: {
    about: 'Where the issuer publishes its keys; needed in production unless a key file is given.',
    schema: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    secret: false,
  },
  CASELINE_JWT_PUBLIC_KEY_FILE: {
    about: 'Public key of the issuer (PEM, SPKI; Ed25519, ES256 or RS256), instead of a JWKS.',
    schema: z.string().min(1),
    fallback: undefined,
    secret: false,
  },
  CASELINE_RECENT_CASES: {
    about: 'How many recent case states are kept in memory.',
    schema: wholeNumber(100, 1_000_000),
    fallback: '50000',
    secret: false,
  },
  CASELINE_MAX_BODY_BYTES: {
    about: 'Largest request body.',
    schema: wholeNumber(1_024, 1_048_576),
    fallback: '65536',
    secret: false,
  },
  CASELINE_WAIT_MS: {
    about: 'How long a query with `minPosition` waits for the views.',
    schema: wholeNumber(0, 60_000),
    fallback: '5000',
    secret: false,
  },
  CASELINE_TIMEKEEPER: {
    about: '`false` runs the server without its timekeeper.',
    schema: flag,
    fallback: 'true',
    secret: false,
  },
  CASELINE_PROJECTOR: {
    about: '`false` runs the server without its projector.',
    schema: flag,
    fallback: 'true',
    secret: false,
  },
  CASELINE_HEALTH_PORT: {
    about: 'Port for health and metrics of a projector or timekeeper alone; 0 takes any free one.',
    schema: wholeNumber(0, 65_535),
    fallback: undefined,
    secret: false,
  },
  CASELINE_OTLP_URL: {
    about: 'Collector of traces (OTLP over HTTP), such as `http://collector:4318`; unset: none.',
    schema: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    secret: false,
  },
  CASELINE_LEDGER_KEY_FILE: {
    about:
      'Keys that seal the log (PEM, PKCS #8, Ed25519; all sign; public ones are trusted). ' +
      'Unset: made in development, none in production: not sealed.',
    schema: z.string().min(1),
    fallback: undefined,
    secret: false,
  },
  CASELINE_LEDGER_FOLDER: {
    about: 'Folder outside the stores where each checkpoint is kept too; unset: the log alone.',
    schema: z.string().min(1),
    fallback: undefined,
    secret: false,
  },
  CASELINE_LEDGER_WEBHOOK: {
    about: 'Address that each checkpoint is posted to as well.',
    schema: z.url({ protocol: /^https?$/ }),
    fallback: undefined,
    secret: true,
  },
  CASELINE_LEDGER_ORIGIN: {
    about: 'Name of this log in its checkpoints, for ever; unset: made from its first event.',
    schema: z.string().regex(/^[^\s+]{1,200}$/, 'must be 1 to 200 characters, no space, no plus'),
    fallback: undefined,
    secret: false,
  },
  CASELINE_LEDGER_EVENTS: {
    about: 'After how many new events the log is sealed.',
    schema: wholeNumber(1, 1_000_000),
    fallback: '1000',
    secret: false,
  },
  CASELINE_LEDGER_MINUTES: {
    about: 'After how many minutes it is sealed when there are fewer.',
    schema: wholeNumber(1, 1_440),
    fallback: '10',
    secret: false,
  },
  CASELINE_LOG: {
    about: 'Least severe level that is logged.',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    fallback: 'info',
    secret: false,
  },
} as const;

/** Names that belong to Caseline's own tests and tools, and are no settings of the server. */
const toolNames = new Set([
  'CASELINE_BPI_LOG',
  'CASELINE_TEST_STORES',
  'CASELINE_TOKEN',
  'CASELINE_URL',
]);

type Definitions = typeof settingDefinitions;
type Value<Name extends keyof Definitions> = z.output<Definitions[Name]['schema']>;

/** The settings in force. Names without a fallback are undefined when nothing was said. */
export type Settings = {
  readonly [Name in keyof Definitions]: Definitions[Name]['fallback'] extends string
    ? Value<Name>
    : Value<Name> | undefined;
};

/** A name or value in the environment that cannot be used. */
export interface SettingFault {
  readonly name: string;
  readonly reason: string;
}

/** The environment names something that Caseline cannot run with. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';
  readonly code = 'bad-settings';
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    super(faults.map(({ name, reason }) => `${name}: ${reason}`).join('\n'));
    this.faults = faults;
  }
}

/** Reads and checks the settings; every fault is named, an unknown `CASELINE_*` name too. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const faults: SettingFault[] = unknownNames(environment);
  const values: Record<string, unknown> = {};
  for (const [name, { schema, fallback }] of Object.entries(settingDefinitions)) {
    const said = environment[name] === '' ? undefined : environment[name];
    const text = said ?? fallback;
    if (text === undefined) continue;
    const parsed = schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else
      faults.push({ name, reason: parsed.error.issues.map(({ message }) => message).join('; ') });
  }
  if (faults.length > 0) throw new SettingsRefused(faults);
  // Every name was parsed by its own schema just above.
  return values as Settings;
}

/** What is in force, ready to print: secrets are masked. */
export function printableSettings(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settingDefinitions).map(([name, { secret }]) => {
      const value = settings[name as keyof Settings];
      if (value === undefined) return [name, ''];
      return [name, secret ? '********' : String(value)];
    }),
  );
}

function unknownNames(environment: Readonly<Record<string, string | undefined>>): SettingFault[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('CASELINE_'))
    .filter((name) => !(name in settingDefinitions) && !toolNames.has(name))
    .map((name) => ({ name, reason: 'is not a setting of Caseline' }));
}
