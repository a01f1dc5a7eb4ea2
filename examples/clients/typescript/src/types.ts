/** The types of each interface of the schema. */
export const possibleTypes: Readonly<Record<string, readonly string[]>> = {
  Node: [
    'Address',
    'AddressCustomFields',
    'ApiKey',
    'CustomField',
    'Customer',
    'CustomerCustomFields',
    'CustomerGroup',
    'Email',
    'Event',
    'Job',
    'MarketingConsent',
    'Order',
    'OrderCustomFields',
    'OrderEvent',
    'OrderItem',
    'Payment',
    'Refund',
    'SavedView',
    'Session',
    'Shipment',
    'Shop',
    'StaffMember',
    'Webhook',
    'WebhookDelivery',
  ],
};

/**
 * The types with a key other than their ID: the names of its fields, or none if there is one record. An operation then
 * need not select the ID.
 */
export const keyFields: Readonly<Record<string, readonly string[]>> = {
  AddressFormat: ['country'],
  Shop: [],
  StaffRoleScopes: ['role'],
};

/**
 * The types without a key. Their values are stored as a part of the record that contains them. Custom fields are among
 * them, so that an operation need not select their ID.
 */
export const embeddedTypes: readonly string[] = [
  'AddressCustomFields',
  'AddressRegion',
  'ApiKeyCreator',
  'CustomerCustomFields',
  'CustomerMergeField',
  'CustomerMergePreview',
  'CustomerToken',
  'CustomFieldOption',
  'CustomFieldRules',
  'DailyRevenue',
  'EmailPreview',
  'ErasureReport',
  'EventActor',
  'EventChange',
  'ImportColumn',
  'ImportField',
  'ImportOptions',
  'JobColumn',
  'JobFault',
  'Money',
  'OrderActor',
  'OrderAddress',
  'OrderContact',
  'OrderCustomFields',
  'OrderItemOption',
  'OrderSteps',
  'Overview',
  'PasswordRules',
  'PossibleDuplicate',
  'Quote',
  'RefundItem',
  'ShipmentItem',
  'StaffToken',
  'UpsertCustomerResult',
  'UserError',
];

/** The fields that return a connection, with the arguments that select its elements. The others select a page. */
export const connections: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Customer: { addresses: [], history: ['types'], orders: ['filter', 'orderBy'] },
  Job: { faults: [] },
  Order: { events: ['types'] },
  Query: {
    auditLog: ['filter'],
    customers: ['filter', 'search', 'orderBy'],
    emails: ['status', 'to'],
    events: ['types'],
    jobs: ['kinds'],
    marketingConsents: ['customerId', 'email', 'channel', 'state', 'current', 'guests'],
    orders: ['filter', 'search', 'orderBy'],
  },
  Webhook: { deliveries: ['status'] },
};

/** Changes the values of an object. */
export function mapValues<From, To>(
  object: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
