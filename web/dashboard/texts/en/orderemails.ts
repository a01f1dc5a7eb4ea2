/** Texts of the emails about orders, their language and their preview. */
export const orderEmails = {
  orderEmails: {
    title: 'Emails about orders',
    help: 'Sent to the contact of the order, in the language of the customer. New shops send none of them.',
    switches: {
      PLACED: 'Order placed',
      SHIPPED: 'Items shipped',
      CANCELLED: 'Order cancelled',
      REFUNDED: 'Refund recorded',
    },
    about: {
      PLACED: 'Confirms the order, with its items and total. Also sent for orders that staff place.',
      SHIPPED: 'One for each shipment, with the tracking number and link.',
      CANCELLED: 'Sent when staff cancel the order.',
      REFUNDED: 'One for each refund, with the amount. The reason is not in the email.',
    },
    saved: 'Emails about orders saved',
    preview: 'Preview',
    previewHelp: 'Each email with example data, as your shop sends it. Nothing is sent from here.',
    kind: 'Email',
    in: 'Language',
    subject: 'Subject',
    format: 'Format',
    html: 'HTML',
    text: 'Plain text',
    frame: (kind: string) => `Email: ${kind}`,
    english: 'There are no templates in this language. The email is sent in English.',
    missing: 'This email does not exist.',
  },
};
