import type { SupportKind } from '@caseline/case-domain';

/** An administrator who speaks for a customer. */
export interface Administrator {
  readonly name: string;
  readonly mailbox: string;
  readonly phone: string;
}

/** An organization of the demonstration: all of them and their people are made up. */
export interface Customer {
  readonly name: string;
  readonly domain: string;
  readonly country: string;
  readonly zone: string;
  readonly subscription: 'paid' | 'trial';
  readonly pack: 'china-21vianet' | 'worldwide' | 'germany';
  /** What their people write in: an organization abroad writes English as well. */
  readonly languages: readonly string[];
  /** Days from the start of the month on which an advanced agreement is in force; null: none. */
  readonly agreementDays: { readonly from: number; readonly to: number | null } | null;
  /** How many of the month's cases are theirs, beside those of the others. */
  readonly weight: number;
  readonly administrators: readonly Administrator[];
}

const china = {
  country: 'CN',
  zone: 'Asia/Shanghai',
  pack: 'china-21vianet',
  languages: ['zh-CN', 'en', 'en'],
} as const;
const germany = {
  country: 'DE',
  zone: 'Europe/Berlin',
  pack: 'germany',
  languages: ['de'],
} as const;
const worldwide = { pack: 'worldwide', languages: ['en'] } as const;

const people = (phone: string, ...names: readonly string[]): Administrator[] =>
  names.map((name, index) => ({
    name,
    mailbox: name
      .toLowerCase()
      .normalize('NFD')
      .replaceAll(/[^a-z]+/g, ' ')
      .trim()
      .replaceAll(' ', '.'),
    phone: `${phone} 5555 01${String(index + 10).padStart(2, '0')}`,
  }));

/** The customers of all three packs, in several zones, with and without an advanced agreement. */
export const customers: readonly Customer[] = [
  {
    ...china,
    name: 'Contoso (Beijing)',
    domain: 'contoso.partner.onmschina.cn',
    subscription: 'paid',
    agreementDays: { from: -400, to: null },
    weight: 14,
    administrators: people('+86 10', 'Li Na', 'Zhao Ming', 'Qian Rui'),
  },
  {
    ...china,
    name: 'Jade Orchard Foods (Chengdu)',
    domain: 'jadeorchard.partner.onmschina.cn',
    subscription: 'paid',
    agreementDays: { from: -120, to: null },
    weight: 13,
    administrators: people('+86 28', 'Wu Jing', 'Tang Hao'),
  },
  {
    ...china,
    name: 'Lantern Bridge Logistics (Shanghai)',
    domain: 'lanternbridge.partner.onmschina.cn',
    subscription: 'paid',
    agreementDays: { from: -341, to: 24 },
    weight: 13,
    administrators: people('+86 21', 'Shen Yue', 'Gu Wei', 'He Lan'),
  },
  {
    ...china,
    name: 'Nine Pines Middle School (Xi’an)',
    domain: 'ninepines.partner.onmschina.cn',
    subscription: 'paid',
    agreementDays: null,
    weight: 10,
    administrators: people('+86 29', 'Ma Xin', 'Bai Lu'),
  },
  {
    ...china,
    name: 'Quiet Harbour Insurance (Shenzhen)',
    domain: 'quietharbour.partner.onmschina.cn',
    subscription: 'trial',
    agreementDays: null,
    weight: 8,
    administrators: people('+86 755', 'Deng Kai'),
  },
  {
    ...worldwide,
    name: 'Fernhill Clinics (Perth)',
    domain: 'fernhill.onmicrosoft.com',
    country: 'AU',
    zone: 'Australia/Perth',
    subscription: 'paid',
    agreementDays: null,
    weight: 6,
    administrators: people('+61 8', 'Isla Marsh', 'Noah Teo'),
  },
  {
    ...worldwide,
    name: 'Copper Kettle Bakeries (Toronto)',
    domain: 'copperkettle.onmicrosoft.com',
    country: 'CA',
    zone: 'America/Toronto',
    subscription: 'paid',
    agreementDays: null,
    weight: 6,
    administrators: people('+1 416', 'Amara Okoye', 'Luc Tremblay'),
  },
  {
    ...worldwide,
    name: 'Blue Anchor Museums (Bristol)',
    domain: 'blueanchor.onmicrosoft.com',
    country: 'GB',
    zone: 'Europe/London',
    subscription: 'trial',
    agreementDays: null,
    weight: 5,
    administrators: people('+44 117', 'Priya Nair', 'Owen Hughes'),
  },
  {
    ...germany,
    name: 'Nordwind Verlag (Hamburg)',
    domain: 'nordwind.onmicrosoft.de',
    subscription: 'paid',
    agreementDays: null,
    weight: 8,
    administrators: people('+49 40', 'Jana Petersen', 'Emre Aydin'),
  },
  {
    ...germany,
    name: 'Talblick Maschinenbau (Ulm)',
    domain: 'talblick.onmicrosoft.de',
    subscription: 'paid',
    agreementDays: null,
    weight: 7,
    administrators: people('+49 731', 'Klara Weiß', 'Tomasz Nowak'),
  },
];

/** Somebody of the provider who works on cases. */
export interface StaffMember {
  readonly id: string;
  readonly team: string;
}

const team = (name: string, ...ids: readonly string[]): StaffMember[] =>
  ids.map((id) => ({ id, team: name }));

const identity = team('identity', 'mei.chen', 'farid.rahimi', 'sofia.lind');
const mail = team('mail', 'jun.park', 'lea.moreau', 'tian.feng');
const collaboration = team('collaboration', 'rosa.duarte', 'bo.yang');
const commerce = team('commerce', 'ana.kovac', 'lin.xu', 'peter.hahn');

/** Teams that answer for a kind of support, the first of them first. */
export const staffFor = {
  technical: [...identity, ...mail, ...collaboration],
  billing: commerce,
  subscription: commerce,
  'pre-sales': commerce,
} as const satisfies Record<SupportKind, readonly StaffMember[]>;

/** Who may set rules aside and takes over what escalates. */
export const lead: StaffMember = { id: 'ines.faber', team: 'engineering' };
