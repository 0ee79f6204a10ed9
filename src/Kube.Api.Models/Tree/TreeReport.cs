namespace Kube.Api.Tree;

/// <summary>What a parser noticed and went on: members that occur twice. Not safe for use by two parsers at once.</summary>
public sealed class TreeReport
{
    /// <summary>The most that is reported, as upstream; the rest is dropped.</summary>
    public const int MaxDuplicates = 100;

    private readonly List<string> _duplicates = [];

    /// <summary>Paths of members that occur twice in one object, in the order met, each once: <c>spec.containers[0].name</c>.</summary>
    public IReadOnlyList<string> Duplicates => _duplicates;

    internal void AddDuplicate(string path)
    {
        if (_duplicates.Count < MaxDuplicates && !_duplicates.Contains(path)) _duplicates.Add(path);
    }
}
