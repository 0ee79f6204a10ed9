using Kube.Api.Schema;

namespace Kube.Api.OpenApi;

/// <summary>Every named definition that a set of paths needs, with those that these need in turn, by name.</summary>
internal sealed class DefinitionSet
{
    private readonly SortedDictionary<string, TypeSchema> _definitions = new(StringComparer.Ordinal);

    public DefinitionSet(IEnumerable<OpenApiPath> paths)
    {
        var waiting = new Stack<TypeSchema>();
        foreach (var operation in paths.SelectMany(path => path.Operations))
        {
            if (operation.Body is { } body) waiting.Push(body);
            if (operation.Answer is { } answer) waiting.Push(answer);
        }
        while (waiting.TryPop(out var type))
        {
            if (type.Name is { } name && !_definitions.TryAdd(name, type)) continue;
            if (type.Element is { } element) waiting.Push(element);
            foreach (var field in type.Fields) waiting.Push(field.Type);
        }
    }

    public IEnumerable<KeyValuePair<string, TypeSchema>> All => _definitions;
}
