namespace Kube.Api.Watch;

/// <summary>What a feed is about: all changes of a resource, or those of one namespace, one name, or one value of an indexed field.</summary>
/// <param name="Field">The selectable field's number, or one of the constants.</param>
/// <param name="Value">Its value.</param>
/// <param name="Namespace">With a name, its namespace; else empty.</param>
internal readonly record struct FeedKey(int Field, string Value, string Namespace = "")
{
    private const int AllField = -1;
    private const int NamespaceField = -2;
    private const int NameField = -3;

    public static FeedKey All => new(AllField, "");

    public static FeedKey OfNamespace(string ns) => new(NamespaceField, ns);

    public static FeedKey OfName(string ns, string name) => new(NameField, name, ns);
}
