using Kube.Store.Kv;

namespace Kube.Store.Projection;

/// <summary>Makes of a value what its readers need, once, so that it sits beside the value in every snapshot and watch event.</summary>
/// <remarks>
/// Called on the committing caller's thread before the transaction is queued (also when its compares then fail), at replay when the store
/// opens, and again when a superseded value is read back from the log. Calls overlap. The bytes belong to the store, never change, and may
/// be kept. The result must be safe to share between threads. It must not throw for a value that it cannot understand, but return a
/// result that says so: what it throws at commit refuses the transaction, and at replay keeps the store from opening.
/// Register one with <c>services.AddSingleton&lt;IValueProjector, …&gt;()</c>; it must not depend on the store.
/// </remarks>
public interface IValueProjector
{
    /// <summary>Projects one value; null for nothing to keep.</summary>
    object? Project(StoreKey key, ReadOnlyMemory<byte> value);
}
