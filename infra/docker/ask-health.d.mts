export function portOf(environment: {
  readonly CASELINE_HEALTH_PORT?: string;
  readonly PORT?: string;
}): number;
export function isWell(
  environment: { readonly CASELINE_HEALTH_PORT?: string; readonly PORT?: string },
  path?: string,
): Promise<boolean>;
