// Ids of Azure's built-in roles, the same in every tenant.

@export()
@description('Blobs and containers: what the Functions host needs for its locks, its package and the leases of the task hub.')
var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

@export()
@description('Reads blobs: the policy.')
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'

@export()
@description('Queues of the task hub.')
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'

@export()
@description('Tables: the task hub, the requests, and the audit tables whose rows may change.')
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

@export()
@description('Reads tables: for auditors.')
var storageTableDataReader = '76199698-9eea-4c19-bc75-cec21354c6b6'

@export()
@description('Publishes telemetry, of every kind in spite of its name.')
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
