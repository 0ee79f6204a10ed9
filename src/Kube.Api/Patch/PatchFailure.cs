namespace Kube.Api.Patch;

/// <summary>Why a patch was refused, and with that which Status upstream answers.</summary>
public enum PatchFailure
{
    /// <summary>The patch is not what its content type says: 400 BadRequest with the exception's message.</summary>
    Malformed,

    /// <summary>More operations than are allowed: 413 RequestEntityTooLarge with the exception's message.</summary>
    TooManyOperations,

    /// <summary>It does not fit the object (a test failed, a path leads nowhere): 422 Invalid, where upstream says only
    /// <c>the server rejected our request due to an error in our request</c> and gives no details; the message is for logs.</summary>
    Unprocessable,

    /// <summary>Upstream has no status for it and answers 500 with the exception's message and no reason.</summary>
    Unclassified,
}
