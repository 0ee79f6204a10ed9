namespace Kube.Store.Errors;

/// <summary>The store failed in a way that endangers data, such as a failed sync, and refuses all further work; open it again to learn
/// what is on disk.</summary>
/// <param name="cause">What failed.</param>
public sealed class StoreFaultedException(Exception cause)
    : StoreException($"the store stopped after a failure and must be opened again: {cause.Message}", cause);
