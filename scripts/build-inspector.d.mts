export function buildInspector(): Promise<string>
