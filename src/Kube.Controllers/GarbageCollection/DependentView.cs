namespace Kube.Controllers.GarbageCollection;

/// <param name="Identity">The dependent.</param>
/// <param name="IsDeletingDependents">It is asked to go after its own dependents.</param>
/// <param name="BlocksOwner">Its owner may not go before it.</param>
internal sealed record DependentView(ObjectIdentity Identity, bool IsDeletingDependents, bool BlocksOwner);
