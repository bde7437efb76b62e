/** Versions of Azure Resource Manager's APIs that the command line speaks to. */
export const RELAY_API = "2024-01-01";
export const SUBSCRIPTIONS_API = "2022-12-01";
export const EVENT_GRID_API = "2025-02-15";
