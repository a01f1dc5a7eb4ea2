import type { EventActorKind } from '../operations/generated';
import { t } from '../texts';

/** Who created a job, in words. */
export function whoOf({ kind, name }: { kind: EventActorKind; name: string | null }): string {
  if (!name) return t.events.actors[kind];
  return kind === 'API_KEY' ? t.events.key(name) : name;
}
