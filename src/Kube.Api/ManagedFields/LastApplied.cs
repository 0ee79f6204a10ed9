using System.Buffers;
using System.Text;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>What kubectl's client-side apply noted on an object, for those who move to server-side apply: what stands there may be taken over without
/// a conflict, and the note is kept up to date.</summary>
internal static class LastApplied
{
    /// <summary>Where the note stands.</summary>
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The only manager for whom the note counts.</summary>
    public const string Manager = "kubectl";

    /// <summary>The conflicts that remain when the fields that client-side apply set, and that still are as it set them, may be taken.
    /// All of them when there is no note, or it cannot be read.</summary>
    public static IReadOnlyList<FieldConflict> Reduce(IReadOnlyList<FieldConflict> conflicts, TreeObject live, string apiVersion, TypeSchema schema)
    {
        if (Allowed(live, apiVersion, schema) is not { } allowed) return conflicts;
        return
        [
            .. conflicts.Select(conflict => conflict with { Fields = conflict.Fields.Difference(allowed) }).Where(conflict => !conflict.Fields.IsEmpty),
        ];
    }

    /// <summary>The note of a configuration.</summary>
    public static string Note(TreeObject applied)
    {
        var metadata = applied.GetObject("metadata"u8);
        if (metadata?.GetObject("annotations"u8) is { } annotations)
            applied = applied.With("metadata"u8, metadata.With("annotations"u8, annotations.Without(Annotation)));
        var text = new ArrayBufferWriter<byte>(512);
        applied.WriteSortedTo(text);
        return Encoding.UTF8.GetString(text.WrittenSpan) + "\n";
    }

    private static FieldSet? Allowed(TreeObject live, string apiVersion, TypeSchema schema)
    {
        if (live.GetObject("metadata"u8)?.GetObject("annotations"u8)?.GetString(Encoding.UTF8.GetBytes(Annotation)) is not { Length: > 0 } note) return null;
        try
        {
            if (TreeNode.Parse(note) is not TreeObject last || last.GetString("apiVersion"u8) != apiVersion) return null;
            if (ApplyValidation.Check(last, schema) is not null) return null;
            var comparison = FieldComparison.Of(last, ManagedFieldsUpdater.WithoutManagedFields(live), schema);
            return AppliedFields.Of(last, schema)
                .Difference(comparison.Modified)
                .Difference(comparison.Added)
                .Difference(comparison.Removed);
        }
        catch (Exception e) when (e is TreeFormatException or FormatException)
        {
            return null;
        }
    }
}
