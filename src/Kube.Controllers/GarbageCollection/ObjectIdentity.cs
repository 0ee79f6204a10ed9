namespace Kube.Controllers.GarbageCollection;

/// <summary>Where an object is, or is said to be by an owner reference.</summary>
internal sealed record ObjectIdentity(string ApiVersion, string Kind, string Namespace, string Name, string Uid)
{
    /// <summary>As upstream writes it in events.</summary>
    public override string ToString() => $"[{ApiVersion}/{Kind}, namespace: {Namespace}, name: {Name}, uid: {Uid}]";
}
