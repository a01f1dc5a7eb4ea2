import { Table, VisuallyHidden } from '@mantine/core';
import type { Scope, TeamQuery } from '../operations/generated';
import { IconCheck, IconMinus } from '../parts/icons';
import { t } from '../texts';

export const roles = Object.entries(t.settings.roles).map(([value, label]) => ({ value, label }));

/** What each role may do. */
export function RoleTable({ roles: all }: { roles: NonNullable<TeamQuery['staffRoles']> }) {
  return (
    <Table.ScrollContainer
      minWidth={340}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={t.settings.team.what}
      className="card-table"
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            {all.map(({ role }) => (
              <Table.Th key={role} ta="center">
                {t.settings.roles[role]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(Object.keys(t.settings.scopes) as Scope[]).map((scope) => (
            <Table.Tr key={scope}>
              <Table.Th scope="row" fw={400}>
                {t.settings.scopes[scope]}
              </Table.Th>
              {all.map(({ role, scopes }) => (
                <Table.Td key={role} ta="center">
                  <Mark yes={scopes.includes(scope)} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Mark({ yes }: { yes: boolean }) {
  return (
    <>
      {yes ? (
        <IconCheck size={18} aria-hidden="true" className="mark" />
      ) : (
        <IconMinus size={16} aria-hidden="true" className="mark" data-no />
      )}
      <VisuallyHidden>{yes ? t.common.yes : t.common.no}</VisuallyHidden>
    </>
  );
}
