using System.Buffers;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>How upstream's internal structures print as JSON: under their Go names, in the order of their declaration, zero values included.</summary>
/// <remarks>Refused updates show objects in this form. A line of the table is a structure: its name, then its fields. A field is its Go name, then <c>=</c>
/// and its wire name where that is not the Go name in camel case, then what it is: <c>$</c> text, <c>#</c> number, <c>?</c> boolean, <c>@</c> quantity,
/// <c>[T</c> list of structures, <c>&gt;T</c> structure or null, <c>.T</c> structure,
/// <c>^</c> an object whose members stand here as on the wire; without a mark it prints as it is on the wire, or null.</remarks>
internal sealed class GoLayout
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("$#?@[>.^");
    private static readonly Dictionary<string, GoLayout> ByName = Parse();

    private GoLayout(IReadOnlyList<Field> fields) => Fields = fields;

    public IReadOnlyList<Field> Fields { get; }

    public static GoLayout Of(string name) => ByName[name];

    private static Dictionary<string, GoLayout> Parse()
    {
        var layouts = new Dictionary<string, GoLayout>();
        foreach (var line in GoLayoutTable.Lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            layouts[words[0]] = new GoLayout([.. words.Skip(1).Select(ParseField)]);
        }

        return layouts;
    }

    private static Field ParseField(string word)
    {
        var mark = word.AsSpan().IndexOfAny(Marks);
        var names = (mark < 0 ? word : word[..mark]).Split('=');
        var type = mark >= 0 && mark < word.Length - 1 ? word[(mark + 1)..] : null;
        return new Field(names[0], names.Length > 1 ? names[1] : char.ToLowerInvariant(names[0][0]) + names[0][1..], mark < 0 ? ' ' : word[mark], type);
    }

    /// <param name="Name">The Go name.</param>
    /// <param name="WireName">The name in JSON.</param>
    /// <param name="Mark">What it is; a space for what prints as it is.</param>
    /// <param name="Type">The structure's name, for fields that hold structures.</param>
    internal sealed record Field(string Name, string WireName, char Mark, string? Type);
}
