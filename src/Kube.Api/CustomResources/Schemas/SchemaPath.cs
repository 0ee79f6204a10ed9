using System.Diagnostics.CodeAnalysis;

namespace Kube.Api.CustomResources.Schemas;

/// <summary>Paths such as <c>.spec.a</c> or <c>.spec['x.y']</c> that name a place of a schema (upstream's <c>cel.ValidFieldPath</c>, 1.36).</summary>
internal static class SchemaPath
{
    /// <param name="text">The path.</param>
    /// <param name="root">The schema that it starts in.</param>
    /// <param name="found">The place.</param>
    /// <param name="name">The path in its plain form: <c>spec.a</c>, <c>spec[x.y]</c> where a map is gone into.</param>
    /// <param name="problem">What is wrong, in upstream's words.</param>
    public static bool TryFind(string text, SchemaNode root, [NotNullWhen(true)] out SchemaNode? found, out string name, [NotNullWhen(false)] out string? problem)
    {
        (found, name, problem) = (root, "", null);
        var at = 0;
        while (at < text.Length)
        {
            string step;
            if (text[at] == '.')
            {
                var end = at + 1;
                while (end < text.Length && text[end] is not ('.' or '[')) end++;
                step = text[(at + 1)..end];
                at = end;
            }
            else if (text[at] == '[')
            {
                var end = text.IndexOf(']', at);
                if (end < 0 || end - at < 3 || text[at + 1] is not ('\'' or '"'))
                {
                    problem = "unexpected end of JSON path";
                    return false;
                }

                step = text[(at + 2)..(end - 1)];
                at = end + 1;
            }
            else
            {
                var end = at;
                while (end < text.Length && text[end] is not ('.' or '[')) end++;
                problem = $"expected [ or . but got: {text[at..end]}";
                return false;
            }

            if (found!.Find(step) is { } property) (found, name) = (property, name.Length == 0 ? step : $"{name}.{step}");
            else if (found.Additional is { } additional) (found, name) = (additional, $"{name}[{step}]");
            else
            {
                problem = "does not refer to a valid field";
                return false;
            }
        }

        return true;
    }
}
