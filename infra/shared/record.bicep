// What the record is made of: storage makes it, roles are assigned to it.

@export()
@description('Table of the entries: rows are added and never changed.')
var recordTable = 'AuditEntries'

@export()
@description('Tables whose rows change: how far the log goes, and by what entries are found.')
var workTables = ['AuditHead', 'AuditIndex']

@export()
@description('Container of the sealed log.')
var logContainer = 'audit-log'

@export()
@description('Container of the policy, when it is kept in a blob.')
var policyContainer = 'policies'

@export()
@description('Key that signs the log.')
var signingKeyName = 'audit-log'
