using Kube.Store.Kv;

namespace Kube.Store.Leases;

/// <summary>A lease at one moment.</summary>
/// <param name="LeaseId">Its id.</param>
/// <param name="TimeToLive">The time to live that it was granted.</param>
/// <param name="Remaining">What is left of it.</param>
/// <param name="Keys">Keys attached, in key order; filled by <see cref="ILeaseStore.GetAsync"/> only.</param>
public sealed record LeaseStatus(long LeaseId, TimeSpan TimeToLive, TimeSpan Remaining, IReadOnlyList<StoreKey> Keys);
