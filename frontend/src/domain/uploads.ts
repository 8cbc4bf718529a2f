/** Which of the files somebody chose is what: the manifest, the pairs, the clips. */

export const LARGEST_UPLOAD = 2 * 1024 ** 3;
export const MOST_FILES = 1000;

interface Named {
  name: string;
  size: number;
}

export interface Roles {
  manifest?: string;
  /** Empty: there is none. */
  pairs?: string;
}

export interface Chosen<F extends Named> {
  manifest: F | undefined;
  pairs: F | undefined;
  clips: F[];
  /** Files that can be a manifest or pairs. */
  tables: F[];
  bytes: number;
}

export function isTable(name: string): boolean {
  return /\.(jsonl|ndjson|csv|json|json\.gz)$/i.test(name);
}

function looksLikePairs(name: string): boolean {
  return /pair/i.test(name);
}

function byName<F extends Named>(files: readonly F[], name: string | undefined): F | undefined {
  return name ? files.find((file) => file.name === name) : undefined;
}

/** What was given a part by hand has it; else a table named after pairs is the pairs, and the first other one the manifest. */
export function chosenFrom<F extends Named>(files: readonly F[], roles: Roles): Chosen<F> {
  const tables = files.filter((file) => isTable(file.name));
  const others = tables.filter((file) => !looksLikePairs(file.name));
  const manifest = byName(tables, roles.manifest) ?? others[0] ?? tables[0];
  const rest = tables.filter((file) => file !== manifest);
  const guessed = rest.find((file) => looksLikePairs(file.name));
  const pairs = roles.pairs === undefined ? guessed : byName(rest, roles.pairs);
  return {
    manifest,
    pairs,
    clips: files.filter((file) => !isTable(file.name)),
    tables,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
  };
}

export type UploadProblem = 'noManifest' | 'tooLarge' | 'tooMany';

/** Why the files cannot be sent as they are, or nothing. */
export function problemOf(chosen: Chosen<Named>): UploadProblem | undefined {
  if (!chosen.manifest) return 'noManifest';
  if (chosen.bytes > LARGEST_UPLOAD) return 'tooLarge';
  return chosen.clips.length + chosen.tables.length > MOST_FILES ? 'tooMany' : undefined;
}
