import { Table, Text } from '@mantine/core';
import type { Scope, TeamQuery } from '../operations/generated';
import { t } from '../texts';

export const roles = Object.entries(t.settings.roles).map(([value, label]) => ({ value, label }));

/** What each role may do. */
export function RoleTable({ roles: all }: { roles: NonNullable<TeamQuery['staffRoles']> }) {
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="region" aria-label={t.settings.team.what}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            {all.map(({ role }) => (
              <Table.Th key={role}>{t.settings.roles[role]}</Table.Th>
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
                <Table.Td key={role}>
                  {scopes.includes(scope) ? (
                    t.common.yes
                  ) : (
                    <Text span c="dimmed" size="sm">
                      {t.common.no}
                    </Text>
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
