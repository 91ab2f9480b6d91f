import type { SupportKind } from '@caseline/case-domain';

/** What a case of the demonstration is about, in the words of those who work on it. */
export interface CaseSubject {
  readonly kind: SupportKind;
  /** Categories are those of the Chinese pack; the other packs have none. */
  readonly category: string;
  readonly issueType: 'unusable' | 'impaired' | 'minor';
  readonly impact: 'widespread' | 'partial' | 'minimal';
  readonly team: string;
  readonly weight: number;
  readonly title: Readonly<Record<string, string>>;
  readonly question: string;
  readonly finding: string;
}

const technical = { kind: 'technical' } as const;
const outage = { ...technical, issueType: 'unusable', impact: 'widespread', weight: 2 } as const;
const impaired = { ...technical, issueType: 'impaired', impact: 'partial', weight: 9 } as const;
const minor = { ...technical, issueType: 'minor', impact: 'minimal', weight: 7 } as const;
const commerce = { team: 'commerce', impact: 'minimal' } as const;

export const subjects: readonly CaseSubject[] = [
  {
    ...outage,
    category: 'configuration',
    team: 'identity',
    title: {
      en: 'Nobody can sign in',
      'zh-CN': '全公司无法登录',
      de: 'Niemand kann sich anmelden',
    },
    question: 'Since when, and does it happen outside your own network as well?',
    finding: 'The signing certificate of single sign-on had run out; a new one is in place.',
  },
  {
    ...outage,
    category: 'installation-and-setup',
    team: 'mail',
    title: { en: 'Mail stands still', 'zh-CN': '邮件收发中断', de: 'Es kommt keine Post mehr an' },
    question: 'Please send us the message trace of one mail that is missing.',
    finding: 'A connector pointed to a host that was switched off; mail flows again.',
  },
  {
    ...outage,
    category: 'installation-and-setup',
    team: 'collaboration',
    title: {
      en: 'All team sites answer with an error',
      'zh-CN': '所有团队网站都打不开',
      de: 'Alle Teamseiten zeigen einen Fehler',
    },
    question: 'Which address do you open, and what does the page say?',
    finding: 'A conditional access rule kept everybody out; it has been corrected.',
  },
  {
    ...impaired,
    category: 'installation-and-setup',
    team: 'mail',
    title: {
      en: 'Autodiscover fails for one branch office',
      'zh-CN': '分公司自动发现失败',
      de: 'Autodiscover scheitert in einer Filiale',
    },
    question: 'Please run the connectivity analyzer and send us its report.',
    finding: 'The branch resolved an old name; the record was corrected.',
  },
  {
    ...impaired,
    category: 'configuration',
    team: 'identity',
    title: {
      en: 'Directory synchronization skips a department',
      'zh-CN': '目录同步漏掉一个部门',
      de: 'Die Verzeichnissynchronisierung lässt eine Abteilung aus',
    },
    question: 'Which organizational unit is it, and who moved it last?',
    finding: 'The unit was left out by a filter; the filter was corrected.',
  },
  {
    ...impaired,
    category: 'installation-and-setup',
    team: 'mail',
    title: {
      en: 'Mailbox migration has been at 95 % for two days',
      'zh-CN': '邮箱迁移停在百分之九十五',
      de: 'Die Postfachmigration steht seit zwei Tagen bei 95 %',
    },
    question: 'May we skip the broken items, up to fifty of them?',
    finding: 'Eleven broken items were skipped and listed; the batch is complete.',
  },
  {
    ...impaired,
    category: 'installation-and-setup',
    team: 'collaboration',
    title: {
      en: 'Guests cannot open a library they were invited to',
      'zh-CN': '外部用户打不开共享文档库',
      de: 'Gäste können eine Bibliothek nicht öffnen',
    },
    question: 'Please name one guest and the address of the library.',
    finding: 'Sharing with guests was off for that site; the owner has turned it on.',
  },
  {
    ...minor,
    category: 'configuration',
    team: 'identity',
    title: {
      en: 'How do I let a password never expire?',
      'zh-CN': '如何设置密码永不过期',
      de: 'Wie läuft ein Kennwort niemals ab?',
    },
    question: 'For one account only, or for all service accounts?',
    finding: 'The setting was shown, with the reasons against it.',
  },
  {
    ...minor,
    category: 'installation-and-setup',
    team: 'mail',
    title: {
      en: 'A contact cannot be deleted',
      'zh-CN': '联系人无法删除',
      de: 'Ein Kontakt lässt sich nicht löschen',
    },
    question: 'Is the contact synchronized from your own directory?',
    finding: 'The contact comes from your own directory and was deleted there.',
  },
  {
    ...minor,
    category: 'installation-and-setup',
    team: 'collaboration',
    title: {
      en: 'The installer asks for a product key',
      'zh-CN': '安装程序要求输入产品密钥',
      de: 'Das Setup verlangt einen Produktschlüssel',
    },
    question: 'Which edition is installed, and from where did it come?',
    finding: 'Another edition was installed; the right one signs in without a key.',
  },
  {
    ...commerce,
    kind: 'billing',
    category: 'understand-the-bill',
    issueType: 'minor',
    weight: 9,
    title: {
      en: 'The bill names more licences than we have',
      'zh-CN': '账单上的许可证数量不对',
      de: 'Die Rechnung nennt zu viele Lizenzen',
    },
    question: 'Which line of which bill is it?',
    finding: 'Ten licences were added and removed within the month; the bill explains them now.',
  },
  {
    ...commerce,
    kind: 'billing',
    category: 'convert-a-trial',
    issueType: 'impaired',
    weight: 5,
    title: {
      en: 'The trial ends on Friday and cannot be converted',
      'zh-CN': '试用即将到期但无法转换',
      de: 'Die Testphase endet und lässt sich nicht umstellen',
    },
    question: 'Which means of payment did you try?',
    finding: 'The payment was approved again and the trial converted.',
  },
  {
    ...commerce,
    kind: 'subscription',
    category: 'add-or-remove-licences',
    issueType: 'minor',
    weight: 8,
    title: {
      en: 'We need forty licences fewer from next month',
      'zh-CN': '下月起减少四十个许可证',
      de: 'Ab nächstem Monat vierzig Lizenzen weniger',
    },
    question: 'Which forty people lose theirs?',
    finding: 'The number was lowered to the day of renewal.',
  },
  {
    ...commerce,
    kind: 'pre-sales',
    category: 'plan-comparison',
    issueType: 'minor',
    weight: 7,
    title: {
      en: 'Which plan has archiving?',
      'zh-CN': '哪个方案包含存档功能',
      de: 'Welcher Plan enthält die Archivierung?',
    },
    question: 'For how many people, and for how many years?',
    finding: 'Two plans have it; the comparison was sent.',
  },
];

/** The title in a language, in English where there is none in it. */
export const titleIn = ({ title }: CaseSubject, language: string): string =>
  title[language] ?? title.en ?? '';
