using Kube.Api.Patch;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Whether a configuration fits its type well enough to be merged, in the words of upstream's structured-merge-diff.</summary>
internal sealed class ApplyValidation
{
    private readonly List<string> _errors = [];
    private readonly List<PathElement> _path = [];

    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? Check(TreeObject value, TypeSchema schema)
    {
        var walk = new ApplyValidation();
        walk.Visit(value, TypedPlace.Of(schema));
        return walk._errors.Count switch
        {
            0 => null,
            1 => walk._errors[0],
            _ => string.Join('\n', walk._errors.Select(error => "  " + error).Prepend("errors:")),
        };
    }

    private void Visit(TreeNode value, TypedPlace place)
    {
        if (value is TreeNull) return;
        switch (place.ShapeOf(value))
        {
            case PlaceShape.Map:
                if (value is TreeObject map) Members(map, place);
                else Report($"expected map, got &{{{GoFormat.Value(value)}}}");
                break;
            case PlaceShape.List:
                if (value is TreeArray list) Items(list, place);
                else Report($"expected list, got &{{{GoFormat.Value(value)}}}");
                break;
            case PlaceShape.Scalar:
                Scalar(value, place.Type);
                break;
            default:
                break;
        }
    }

    private void Members(TreeObject map, TypedPlace place)
    {
        foreach (ref readonly var member in map.Members)
        {
            var (inside, _, isAllowed) = place.Member(member.Utf8Name);
            _path.Add(PathElement.Field(member.Utf8NameMemory));
            if (isAllowed) Visit(member.Value, inside);
            else Report("field not declared in schema");
            _path.RemoveAt(_path.Count - 1);
            // Upstream stops at the first member that does not belong.
            if (!isAllowed) return;
        }
    }

    private void Items(TreeArray list, TypedPlace place)
    {
        var seen = new ItemGroups(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            var element = PathElement.OfIndex(i);
            if (!place.IsAtomicList)
            {
                try
                {
                    element = ListItems.ElementOf(list[i], place.Type);
                }
                catch (FormatException e)
                {
                    Report($"element {i}: {e.Message}");
                    return;
                }

                if (seen.AddNew(element, list[i]).New.Count > 1) Report($"duplicate entries for key {element}");
            }

            _path.Add(element);
            Visit(list[i], place.Item);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Scalar(TreeNode value, TypeSchema type)
    {
        switch (type.Kind)
        {
            case SchemaKind.Integer or SchemaKind.Number:
                if (value is not TreeNumber) Report($"expected numeric (int or float), got {GoFormat.TypeName(value)}");
                break;
            case SchemaKind.Boolean:
                if (value is not TreeBool) Report($"expected boolean, got &{{{GoFormat.Value(value)}}}");
                break;
            case SchemaKind.String when type.Format is null or "byte":
                if (value is not TreeString) Report($"expected string, got &value.valueUnstructured{{Value:{GoFormat.Syntax(value)}}}");
                break;
            default:
                // Times, quantities and the like are any scalar to apply.
                if (value is TreeObject or TreeArray) Report($"expected any scalar, got &{{{GoFormat.Value(value)}}}");
                break;
        }
    }

    private void Report(string problem)
    {
        var path = string.Concat(_path);
        _errors.Add(path.Length == 0 ? problem : $"{path}: {problem}");
    }
}
