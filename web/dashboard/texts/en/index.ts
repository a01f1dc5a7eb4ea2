import { app } from './app';
import { bulk } from './bulk';
import { customers } from './customers';
import { events } from './events';
import { fields } from './fields';
import { groups } from './groups';
import { home } from './home';
import { imports } from './imports';
import { jobs } from './jobs';
import { lists } from './lists';
import { marketing } from './marketing';
import { orderBulk } from './orderbulk';
import { orderEmails } from './orderemails';
import { orderRecords } from './orderrecords';
import { orders } from './orders';
import { palette } from './palette';
import { people } from './privacy';
import { settings } from './settings';
import { views } from './views';
import { webhooks } from './webhooks';

/** The English catalogue. Texts that carry values are functions, so that other languages can put them where they belong. */
export const en = {
  ...app,
  ...home,
  ...palette,
  ...lists,
  ...views,
  ...customers,
  ...groups,
  ...marketing,
  ...people,
  ...orders,
  ...orderRecords,
  ...orderEmails,
  ...fields,
  ...settings,
  ...events,
  ...webhooks,
  ...jobs,
  ...imports,
  ...bulk,
  ...orderBulk,
};
