import { app } from './app';
import { bulk } from './bulk';
import { customers } from './customers';
import { events } from './events';
import { fields } from './fields';
import { imports } from './imports';
import { jobs } from './jobs';
import { lists } from './lists';
import { orders } from './orders';
import { settings } from './settings';
import { webhooks } from './webhooks';

/** The English catalogue. Texts that carry values are functions, so that other languages can put them where they belong. */
export const en = {
  ...app,
  ...lists,
  ...customers,
  ...orders,
  ...fields,
  ...settings,
  ...events,
  ...webhooks,
  ...jobs,
  ...imports,
  ...bulk,
};
