using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>What an apply makes of an object, or why it may not.</summary>
/// <param name="Object">The new object without managedFields; null when it is as it was, or when there are conflicts.</param>
/// <param name="Entries">The new managedFields.</param>
/// <param name="Conflicts">Fields that others own with other values; empty when the apply may go on.</param>
internal sealed record ApplyOutcome(TreeObject? Object, IReadOnlyList<ManagedFieldsEntry> Entries, IReadOnlyList<FieldConflict> Conflicts);

/// <summary>The fields in which an apply conflicts with one manager; never empty.</summary>
internal readonly record struct FieldConflict(ManagerId Manager, FieldSet Fields);
