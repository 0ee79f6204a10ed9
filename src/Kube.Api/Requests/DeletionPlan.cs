namespace Kube.Api.Requests;

/// <summary>What a delete request comes to.</summary>
internal enum DeletionPlan
{
    /// <summary>It is being deleted already, and not later than asked for: nothing changes.</summary>
    Pending,

    /// <summary>The marked object is committed and lives on.</summary>
    Mark,

    /// <summary>The marked object is committed, then deleted.</summary>
    MarkAndDelete,

    /// <summary>The object is deleted.</summary>
    Now,
}
