namespace Kube.Api.Client;

/// <summary>Names one object of a resource.</summary>
/// <param name="Namespace">Its namespace; empty for a cluster-scoped resource.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>Names an object of a cluster-scoped resource.</summary>
    public ObjectKey(string name)
        : this("", name)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
