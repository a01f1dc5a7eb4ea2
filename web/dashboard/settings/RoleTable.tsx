import { Table, Text } from '@mantine/core';
import type { Scope, StaffRole } from '../operations/generated';
import { t } from '../texts';

export const roles = Object.entries(t.settings.roles).map(([value, label]) => ({ value, label }));

const names = Object.keys(t.settings.roles) as StaffRole[];
const lacks: Readonly<Record<StaffRole, readonly Scope[]>> = {
  OWNER: [],
  MANAGER: ['STAFF_WRITE'],
  SUPPORT: ['STAFF_WRITE', 'SETTINGS_WRITE'],
  READ_ONLY: ['STAFF_WRITE', 'SETTINGS_WRITE', 'CUSTOMERS_WRITE', 'ORDERS_WRITE'],
};

/** What each role may do. */
export function RoleTable() {
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="region" aria-label={t.settings.team.what}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            {names.map((role) => (
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
              {names.map((role) => (
                <Table.Td key={role}>{lacks[role].includes(scope) ? <Text span c="dimmed">{t.common.no}</Text> : t.common.yes}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
