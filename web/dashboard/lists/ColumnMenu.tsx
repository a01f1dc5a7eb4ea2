import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { t } from '../texts';
import type { Column } from './ListTable';

type Props<Row> = { columns: readonly Column<Row>[]; shown: readonly string[]; onChange: (keys: string[]) => void };

/** Chooses which columns a list shows. */
export function ColumnMenu<Row>({ columns, shown, onChange }: Props<Row>) {
  return (
    <Popover position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default">{t.list.columns}</Button>
      </Popover.Target>
      <Popover.Dropdown mah={420} className="scroll" aria-label={t.list.columns}>
        <Stack gap="xs">
          {columns.map(({ key, label, always }) => (
            <Checkbox
              key={key}
              label={label}
              disabled={always}
              checked={shown.includes(key)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...shown, key] : shown.filter((one) => one !== key))
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
