using System.Text;
using Kube.ModelGenerator.Model;

namespace Kube.ModelGenerator.Emitting;

/// <summary>The table that error texts are worded from: Go's struct names, paths and types. Read by Kube.Api.Json.GoTypes.</summary>
internal static class GoTypesEmitter
{
    public static string Emit(IReadOnlyList<ModelType> types)
    {
        var text = new StringBuilder();
        foreach (var type in types)
        {
            text.Append(type.FullName);
            foreach (var (field, groups) in Fields(type.Members, ""))
            {
                text.Append('\t').Append(groups).Append(field.JsonName).Append(':').Append(field.GoType);
                if (field.ClassFullName is { } target) text.Append('>').Append(target);
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<(ModelField Field, string Groups)> Fields(List<Member> members, string groups) =>
        members.SelectMany(member => member is InlineGroup group ? Fields(group.Members, $"{groups}{group.GoName}/") : [((ModelField)member, groups)]);
}
