/** The event store on EventStoreDB. */
export {};
