export * from './policy-shelf.ts';
