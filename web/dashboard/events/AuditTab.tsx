import { Button, Group, Stack, Table } from '@mantine/core';
import type { Failure } from '../app/failure';
import { useData } from '../app/useData';
import { Pager, Total } from '../lists/Pager';
import { pageOf } from '../lists/Turns';
import { useListState } from '../lists/useListState';
import { AuditCountDocument, AuditLogDocument } from '../operations/generated';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { auditFilter, conditionsOf, filtersOf, noFilters, type AuditFilters as Filters } from './audit';
import { AuditFilters } from './AuditFilters';
import { AuditRow } from './AuditRow';
import { useNames } from './useNames';

const a = t.events.audit;

/** What everybody has done in the shop, newest first. */
export function AuditTab() {
  const [state, change] = useListState();
  const filters = filtersOf(state.conditions);
  const filter = auditFilter(filters);
  const wrong = filter === undefined;
  const { data, failure, again, stale } = useData(AuditLogDocument, { ...pageOf(state, state.size), filter }, wrong);
  const total = useData(AuditCountDocument, { filter }, wrong);
  const page = data?.auditLog;
  const names = useNames(page?.nodes ?? [], filters.customer === '' ? [] : [filters.customer]);
  const set = (next: Filters, replace = false) => change({ conditions: conditionsOf(next) }, replace);
  const narrowed = conditionsOf(filters).length > 0 || state.after !== undefined || state.before !== undefined;
  const whole = () => change({ conditions: [], after: undefined, before: undefined });
  const shown: Failure | undefined =
    wrong || failure?.kind === 'other' ? { kind: 'other', message: a.badLink } : failure;
  return (
    <Section title={a.title} help={a.help} flush>
      <div className="card-filters">
        <AuditFilters filters={filters} names={names} onChange={set} />
      </div>
      {shown !== undefined ? (
        <Stack gap="xs" align="flex-start" px="md" pb="md">
          <FailureNote failure={shown} retry={wrong ? undefined : again} />
          <Button variant="default" onClick={whole}>
            {t.list.start}
          </Button>
        </Stack>
      ) : !page ? (
        <Loading shape="rows" />
      ) : page.nodes.length === 0 ? (
        <Empty title={narrowed ? a.noMatch : a.empty} text={narrowed ? '' : a.emptyText}>
          {narrowed && (
            <Button variant="default" onClick={whole}>
              {t.list.start}
            </Button>
          )}
        </Empty>
      ) : (
        <>
          <Table.ScrollContainer
            minWidth={600}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={a.title}
            aria-busy={stale}
            className={stale ? 'card-table stale' : 'card-table'}
            data-stack
          >
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{a.when}</Table.Th>
                  <Table.Th>{a.who}</Table.Th>
                  <Table.Th>{a.what}</Table.Th>
                  <Table.Th>{a.subject}</Table.Th>
                  <Table.Th>{a.changes}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {page.nodes.map((event) => (
                  <AuditRow
                    key={event.id}
                    event={event}
                    names={names}
                    onlyRecord={(record) => set({ ...noFilters, record })}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Group className="card-foot" gap="sm" justify="space-between">
            <Pager state={state} standing={page.pageInfo} change={change} />
            <Total count={wrong || total.data === undefined ? undefined : total.data.auditLog} />
          </Group>
        </>
      )}
    </Section>
  );
}
