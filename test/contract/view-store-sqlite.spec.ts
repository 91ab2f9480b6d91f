import { sqliteHome } from '../support/view-homes.ts';
import { viewStoreContract } from './view-store-contract.ts';

viewStoreContract('SQLite', sqliteHome);
