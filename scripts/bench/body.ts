// The request body that every contender sends: 200 bytes of JSON.

export const PAYLOAD = {
  invoice: 'in_1QxRkR2eZvKYlo2CqP8v3v9W',
  customer: 'cus_9s6XKzkNRiz8i3',
  action: 'close',
  currency: 'eur',
  amount_due: 129_900,
  note: 'Send the reminder, then close the books of November. Thank you.',
};

export const BODY = JSON.stringify(PAYLOAD);
