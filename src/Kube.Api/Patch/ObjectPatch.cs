using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>A patch that was read once and can be applied to any number of versions of an object, as the write loop does on a conflict.</summary>
/// <remarks>Immutable; safe to apply from several threads. Three kinds: <see cref="JsonPatch"/> (RFC 6902), <see cref="MergePatch"/> (RFC 7386)
/// and <see cref="StrategicMergePatch"/>.</remarks>
public abstract class ObjectPatch
{
    private protected ObjectPatch(IReadOnlyList<string> findings) => Findings = findings;

    /// <summary>What strict reading found in the patch itself, in upstream's words (<c>duplicate field "data.k"</c>); empty unless it was read strictly.
    /// They go before the findings in the result, as warnings or as a refusal.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>Gives the patched object; the one given is not changed and shares what was not touched.</summary>
    /// <param name="current">The object in the version in which it was requested, all its Go zero values written.</param>
    /// <param name="schema">Its type; only strategic merge patches read it.</param>
    /// <exception cref="PatchException">It cannot be applied.</exception>
    public abstract TreeNode Apply(TreeNode current, TypeSchema schema);

    /// <summary>What upstream shows as the value of the field <c>patch</c> when the result does not decode: the result as JSON for JSON and merge
    /// patches, the patch in Go's notation for strategic ones.</summary>
    /// <param name="patched">What <see cref="Apply"/> returned.</param>
    public abstract string DescribeRefused(TreeNode patched);

    /// <summary>Why the result does not decode, in the words that upstream uses for this kind of patch.</summary>
    /// <param name="patched">What <see cref="Apply"/> returned.</param>
    /// <param name="schema">The object's type.</param>
    /// <param name="decoderText">What the decoder said.</param>
    public virtual string ExplainRefused(TreeNode patched, TypeSchema schema, string decoderText) => decoderText;

    private protected static string[] Duplicates(TreeReport? report, string prefix = "") =>
        report is null ? [] : [.. report.Duplicates.Select(path => $"{prefix}duplicate field \"{path}\"")];

    private protected static TreeNode Read(ReadOnlyMemory<byte> patch, TreeReport? report, string prefix)
    {
        try
        {
            return TreeNode.Parse(patch, null, report);
        }
        catch (TreeFormatException e)
        {
            throw new PatchException(PatchFailure.Malformed, prefix + e.Message);
        }
    }
}
