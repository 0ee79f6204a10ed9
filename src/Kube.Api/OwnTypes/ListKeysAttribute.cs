namespace Kube.Api.OwnTypes;

/// <summary>The items of a list are told apart by fields of theirs, so that several writers can each own some. Without it a list has one owner.</summary>
/// <param name="keys">The fields' names in JSON; none: the items are plain values, each once.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListKeysAttribute(params string[] keys) : Attribute
{
    /// <summary>The fields' names in JSON.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}
