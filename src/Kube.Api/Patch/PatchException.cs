namespace Kube.Api.Patch;

/// <summary>A patch could not be read or applied. The message is upstream's.</summary>
/// <param name="failure">Which kind of refusal it is.</param>
/// <param name="message">Upstream's words.</param>
public sealed class PatchException(PatchFailure failure, string message) : Exception(message)
{
    /// <summary>Which kind of refusal it is; decides the Status.</summary>
    public PatchFailure Failure { get; } = failure;
}
