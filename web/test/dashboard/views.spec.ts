import { createCustomer, field } from './api';
import { addFilter, call, column, enter, expect, expectNoFaults, notice, test } from './fixtures';

test('a view is saved, shared, changed and deleted', { tag: '@any-database' }, async ({ api, olga: page, open }) => {
  for (const name of ['Vera View', 'Viktor View', 'Vivian Other'])
    await createCustomer(api, {
      email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
      name,
      tags: name.includes('View') ? ['viewed', 'gold'] : ['viewed'],
    });
  await page.goto('/dashboard/customers');
  const views = page.getByRole('navigation', { name: 'Views' });
  const save = page.getByRole('button', { name: 'Save as new view' });
  await expect(save).toHaveCount(0);
  await addFilter(page, 'Tags', (form) => form.getByLabel('Value').fill('viewed'));
  await page.getByRole('columnheader').getByRole('button', { name: 'Name' }).click();
  await save.click();
  const dialog = page.getByRole('dialog', { name: 'Save as new view' });
  await dialog.getByLabel('Name').fill('Viewers');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'View “Viewers” created');
  await expect(views.getByRole('link', { name: 'Viewers' })).toHaveAttribute('aria-current', 'page');
  expect(new URL(page.url()).search).toMatch(/^\?view=view_[a-z0-9]+$/);
  const link = page.url();
  await expect(column(page)).toHaveText(['Vera View', 'Viktor View', 'Vivian Other']);

  // A change is marked, survives a reload, and is discarded or saved.
  await addFilter(page, 'Tags', (form) => form.getByLabel('Value').fill('gold'));
  await expect(views.getByRole('img', { name: 'Unsaved changes' })).toBeVisible();
  await expect(column(page)).toHaveText(['Vera View', 'Viktor View']);
  await expectNoFaults(page);
  await page.reload();
  await expect(column(page)).toHaveText(['Vera View', 'Viktor View']);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(column(page)).toHaveCount(3);
  await page.goBack();
  await expect(column(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await notice(page, 'View “Viewers” saved');
  await expect(views.getByRole('img', { name: 'Unsaved changes' })).toHaveCount(0);

  // Only its owner sees it, until it is shared.
  const rita = await open();
  await enter(rita, 'rita@shop.example');
  await rita.goto(link);
  await expect(rita.getByText('no longer shared with you')).toBeVisible();
  await page.getByRole('button', { name: 'Actions for the view Viewers' }).click();
  await page.getByRole('menuitem', { name: 'Share with all staff' }).click();
  await notice(page, 'All staff members see this view now');
  await rita.goto(link);
  await expect(column(rita)).toHaveText(['Vera View', 'Viktor View']);
  await rita.getByRole('button', { name: 'Actions for the view Viewers' }).click();
  await expect(rita.getByRole('menuitem')).toHaveText(['Save as new view']);

  await page.getByRole('button', { name: 'Actions for the view Viewers' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename' });
  await rename.getByLabel('Name').fill('Golden');
  await rename.getByRole('button', { name: 'Save' }).click();
  await expect(views.getByRole('link', { name: 'Golden' })).toBeVisible();
  await page.getByRole('button', { name: 'Actions for the view Golden' }).click();
  await page.getByRole('menuitem', { name: 'Delete view' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
  await notice(page, 'View deleted');
  await expect(views.getByRole('link')).toHaveText(['All customers']);
  expect(new URL(page.url()).search).toBe('');
});

test('a view whose field was archived says so, and is repaired', async ({ api, olga: page }) => {
  const { createCustomField } = await api(
    `mutation { createCustomField(input: { owner: CUSTOMER, key: "season", label: "Season", type: TEXT }) { customField { id } ${field} } }`,
  );
  await createCustomer(api, {
    email: 'summer@example.com',
    name: 'Summer',
    tags: ['seasonal'],
    customFields: { season: 'summer' },
  });
  await page.goto('/dashboard/customers?f=tags~has~seasonal&f=custom.season~eq~summer');
  await expect(column(page)).toHaveText(['Summer']);
  await page.getByRole('button', { name: 'Save as new view' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Season');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await notice(page, 'View “Season” created');
  await api(`mutation($id: ID!) { archiveCustomField(id: $id) { ${field} } }`, {
    id: createCustomField.customField.id,
  });
  await page.reload();
  const alert = page.getByRole('alert').filter({ hasText: '“Season” does not work any more' });
  await expect(alert).toContainText('season');
  await expect(
    page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /Does not work/ }),
  ).toBeVisible();
  await expectNoFaults(page);
  await alert.getByRole('button', { name: 'Remove these filters' }).click();
  await expect(column(page)).toHaveText(['Summer']);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await notice(page, 'View “Season” saved');
  await page.reload();
  await expect(column(page)).toHaveText(['Summer']);
  await expect(alert).toHaveCount(0);
});

test('a filter that the form does not have stays in its view', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  await createCustomer(api, { email: 'either@example.com', name: 'Either', tags: ['either'] });
  await createCustomer(api, { email: 'or@example.com', name: 'Or', tags: ['or'] });
  const filter = JSON.stringify({ or: [{ tags: { has: 'either' } }, { tags: { has: 'or' } }] });
  const create = 'mutation($input: CreateSavedViewInput!) { createSavedView(input: $input) { savedView { id } } }';
  const { createSavedView } = await call(page, create, { input: { list: 'CUSTOMERS', name: 'Both', filter } });
  await page.goto(`/dashboard/customers?view=${createSavedView.savedView.id}`);
  await expect(column(page)).toHaveText(['Or', 'Either']);
  await expect(page.getByText('Advanced filter')).toBeVisible();
  await page.getByRole('columnheader').getByRole('button', { name: 'Name' }).click();
  await expect(column(page)).toHaveText(['Either', 'Or']);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await notice(page, 'View “Both” saved');
  await page.reload();
  await expect(column(page)).toHaveText(['Either', 'Or']);
});
