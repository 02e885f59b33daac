/** The end of the description of an interval in minutes or hours without a start; lists leave it out. */
export const SINCE_CREATION = ', counted from its creation';
