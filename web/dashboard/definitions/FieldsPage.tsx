import { Button, Modal, Stack, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSession } from '../app/session';
import type { CustomFieldOwner, DefinitionFragment } from '../operations/generated';
import { IconForms, IconPlus } from '../parts/icons';
import { Page } from '../parts/Page';
import { Empty } from '../parts/states';
import { t } from '../texts';
import { ArchivedFields } from './ArchivedFields';
import { DefinitionForm } from './DefinitionForm';
import './definitions.css';
import { FieldList } from './FieldList';

const owners = Object.keys(t.fields.owners) as CustomFieldOwner[];

/** What the shop knows beyond the built-in details: defined, changed, put in order, archived. */
export default function FieldsPage() {
  const { definitions, can, refresh } = useSession();
  const [params, setParams] = useSearchParams();
  const owner = owners.find((one) => one.toLowerCase() === params.get('of')) ?? 'CUSTOMER';
  const [edited, setEdited] = useState<DefinitionFragment | 'new'>();
  const writes = can('SETTINGS_WRITE');
  const of = definitions.filter((field) => field.owner === owner);
  const used = of.filter((field) => field.archivedAt === null);
  const archived = of.filter((field) => field.archivedAt !== null);
  const create = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setEdited('new')}>
      {t.fields.new}
    </Button>
  );
  return (
    <Page title={t.fields.title} name={t.fields.title} about={t.fields.text} actions={create}>
      <Tabs
        value={owner}
        onChange={(value) => setParams({ of: (value ?? 'CUSTOMER').toLowerCase() })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t.fields.title}>
          {owners.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t.fields.owners[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={owner} pt="md">
          <Stack gap="md">
            {used.length === 0 ? (
              <Empty title={t.fields.empty} text={t.fields.emptyText} icon={IconForms}>
                {writes && (
                  <Button variant="default" onClick={() => setEdited('new')}>
                    {t.fields.new}
                  </Button>
                )}
              </Empty>
            ) : (
              <FieldList
                key={owner}
                owner={owner}
                fields={used}
                onEdit={writes ? setEdited : undefined}
                onChanged={refresh}
              />
            )}
            {archived.length > 0 && <ArchivedFields fields={archived} onChanged={refresh} />}
          </Stack>
        </Tabs.Panel>
      </Tabs>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        size="xl"
        title={edited === undefined || edited === 'new' ? t.fields.new : t.fields.edit(edited.label)}
        classNames={{ title: 'wrap' }}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        {edited !== undefined && (
          <DefinitionForm
            owner={owner}
            field={edited === 'new' ? undefined : edited}
            onSaved={() => {
              setEdited(undefined);
              refresh();
            }}
          />
        )}
      </Modal>
    </Page>
  );
}
