/** The listed name that equals the chart's; throws when the chart uses one that nobody listed. */
export function listedName<Name extends string>(names: readonly Name[], name: string): Name {
  const listed = names.find((candidate) => candidate === name);
  if (listed === undefined) throw new Error(`The chart has a name that nobody listed: ${name}`);
  return listed;
}
