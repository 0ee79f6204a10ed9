using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>Judges a definition as upstream's <c>apis/apiextensions/validation</c> does (1.36): the same order, paths and words.</summary>
internal sealed partial class DefinitionValidation(V1CustomResourceDefinition obj, V1CustomResourceDefinition? old, ISchemaRuleCompiler? rules, FieldErrors errors)
{
    private const string ApprovalAnnotation = "api-approved.kubernetes.io";
    private const string Immutable = "field is immutable";
    private const int MostSelectableFields = 8;
    private const int LongestWarning = 256;

    private static readonly FieldPath s_spec = FieldPath.Root("spec");
    private readonly LiftedSpec _lifted = new(obj.Spec);
    private readonly V1CustomResourceDefinitionSpec _spec = obj.Spec;

    public void Validate()
    {
        if (old is null) ValidateName();
        ValidateSpec();
        if (old is not null) ValidateChange(old);
        if (obj.Status?.AcceptedNames is { } names) DefinitionNames.Validate(names, FieldPath.Root("status").Child("acceptedNames"), errors);
        ValidateStoredVersions();
        ValidateApproval();
    }

    private void ValidateName()
    {
        var name = obj.Metadata.Name;
        if (string.IsNullOrEmpty(name)) return;
        var path = FieldPath.Root("metadata").Child("name");
        foreach (var problem in FormatRules.DnsSubdomain(name)) errors.Invalid(path, name, problem);
        if (name != $"{_spec.Names.Plural}.{_spec.Group}") errors.Invalid(path, name, "must be spec.names.plural+\".\"+spec.group");
    }

    private void ValidateSpec()
    {
        ValidateGroup();
        if (string.IsNullOrEmpty(_spec.Scope)) errors.Required(s_spec.Child("scope"));
        else if (_spec.Scope is not ("Cluster" or "Namespaced")) errors.NotSupported(s_spec.Child("scope"), _spec.Scope, "Cluster", "Namespaced");
        RequireSchemas();
        ValidateVersions();
        DefinitionNames.Require(_spec.Names, s_spec.Child("names"), errors);
        DefinitionNames.Validate(_spec.Names, s_spec.Child("names"), errors);
        var hasStatus = _lifted.Versions.Exists(static version => version.Subresources?.Status is not null);
        if (_lifted.Schema is { } schema) ValidateSchema(schema, OldSchema(0), hasStatus, s_spec.Child("validation"));
        if (_lifted.Subresources is { } subresources) ValidateSubresources(subresources, s_spec.Child("subresources"));
        if (_lifted.Columns is { } columns) ValidateColumns(columns, s_spec.Child("additionalPrinterColumns"));
        if (_lifted.SelectableFields is { Count: > 0 } selectable) ValidateSelectable(selectable, _lifted.Schema, s_spec.Child("selectableFields"), "validations.schema` is included");
        if (_spec.PreserveUnknownFields == true) errors.Invalid(s_spec.Child("preserveUnknownFields"), true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        ValidateConversion();
    }

    private void ValidateGroup()
    {
        var path = s_spec.Child("group");
        if (string.IsNullOrEmpty(_spec.Group))
        {
            errors.Required(path);
            return;
        }

        var problems = FormatRules.DnsSubdomain(_spec.Group);
        if (problems.Count > 0) errors.Invalid(path, _spec.Group, string.Join(',', problems));
        else if (!_spec.Group.Contains('.', StringComparison.Ordinal)) errors.Invalid(path, _spec.Group, "should be a domain with at least one dot");
    }

    private void RequireSchemas()
    {
        if (_lifted.Schema?.OpenAPIV3Schema is not null) return;
        for (var i = 0; i < _lifted.Versions.Count; i++)
        {
            if (_lifted.Versions[i].Schema?.OpenAPIV3Schema is null) errors.Required(s_spec.Child("versions").Index(i).Child("schema", "openAPIV3Schema"));
        }
    }

    private void ValidateVersions()
    {
        var path = s_spec.Child("versions");
        var names = new HashSet<string>();
        var unique = true;
        for (var i = 0; i < _lifted.Versions.Count; i++)
        {
            var version = _lifted.Versions[i];
            unique &= names.Add(version.Name);
            var problems = FormatRules.Dns1035Label(version.Name);
            if (problems.Count > 0) errors.Invalid(path.Index(i).Child("name"), version.Name, string.Join(',', problems));
            ValidateVersion(version, i, path.Index(i));
        }

        if (!unique) errors.Invalid(path, new JsonText(_lifted.VersionsText), "must contain unique version names");
        if (_lifted.Versions.Count(static version => version.Storage) != 1)
            errors.Invalid(path, new JsonText(_lifted.VersionsText), "must have exactly one version marked as storage version");
        // Upstream's internal form names the first one apart, and judges it twice.
        if (_lifted.Versions is not [{ Name.Length: > 0 } first, ..]) return;
        var again = FormatRules.Dns1035Label(first.Name);
        if (again.Count > 0) errors.Invalid(s_spec.Child("version"), first.Name, string.Join(',', again));
    }

    private void ValidateVersion(V1CustomResourceDefinitionVersion version, int index, FieldPath path)
    {
        ValidateDeprecation(version, path.Child("deprecationWarning"));
        if (!_lifted.LiftsSchema && version.Schema is { } schema) ValidateSchema(schema, OldSchema(index), version.Subresources?.Status is not null, path.Child("schema"));
        if (!_lifted.LiftsSubresources && version.Subresources is { } subresources) ValidateSubresources(subresources, path.Child("subresources"));
        if (!_lifted.LiftsColumns && version.AdditionalPrinterColumns is { } columns) ValidateColumns(columns, path.Child("additionalPrinterColumns"));
        if (!_lifted.LiftsSelectable && version.SelectableFields is { Count: > 0 } selectable)
            ValidateSelectable(selectable, _lifted.LiftsSchema ? null : version.Schema, path.Child("selectableFields"), "version.schema.openAPIV3Schema` is not included");
    }

    private V1JSONSchemaProps? OldSchema(int index)
    {
        var name = _lifted.Versions[index].Name;
        return old?.Spec.Versions?.Find(version => version.Name == name)?.Schema?.OpenAPIV3Schema;
    }

    private void ValidateDeprecation(V1CustomResourceDefinitionVersion version, FieldPath path)
    {
        if (version.DeprecationWarning is not { } warning) return;
        if (version.Deprecated != true)
        {
            errors.Invalid(path, warning, "can only be set for deprecated versions");
            return;
        }

        if (FormatRules.Utf8Length(warning) > LongestWarning) errors.Invalid(path, warning, $"must be <= {LongestWarning} characters long");
        if (warning.Length == 0) errors.Invalid(path, warning, "must not be an empty string");
        var at = 0;
        foreach (var rune in warning.EnumerateRunes())
        {
            if (System.Text.Rune.IsControl(rune))
            {
                errors.Invalid(path, warning, $"must only contain printable UTF-8 characters; non-printable character found at index {at}");
                break;
            }

            at += rune.Utf8SequenceLength;
        }
    }

    private void ValidateChange(V1CustomResourceDefinition before)
    {
        if (Control.DefinitionConditions.IsTrue(before.Status, Control.DefinitionConditions.Established))
        {
            if (_spec.Scope != before.Spec.Scope) errors.Invalid(s_spec.Child("scope"), _spec.Scope, Immutable);
            if (_spec.Names.Kind != before.Spec.Names.Kind) errors.Invalid(s_spec.Child("names", "kind"), _spec.Names.Kind, Immutable);
        }

        if (_spec.Group != before.Spec.Group) errors.Invalid(s_spec.Child("group"), _spec.Group, Immutable);
        if (_spec.Names.Plural != before.Spec.Names.Plural) errors.Invalid(s_spec.Child("names", "plural"), _spec.Names.Plural, Immutable);
    }

    private void ValidateStoredVersions()
    {
        var path = FieldPath.Root("status").Child("storedVersions");
        if (obj.Status?.StoredVersions is not { Count: > 0 } stored)
        {
            errors.Invalid(path, null, "must have at least one stored version");
            return;
        }

        var missing = Enumerable.Range(0, stored.Count).GroupBy(i => stored[i]).ToDictionary(static group => group.Key, static group => group.Last());
        foreach (var version in _lifted.Versions)
        {
            var known = missing.Remove(version.Name) || stored.Contains(version.Name);
            if (version.Storage && !known) errors.Invalid(path, stored, "must have the storage version " + version.Name);
        }

        foreach (var (version, index) in missing.OrderBy(static entry => entry.Value))
        {
            errors.Invalid(path.Index(index), version, $"missing from spec.versions; {version} was previously a storage version, and must remain in spec.versions "
                + $"until a storage migration ensures no data remains persisted in {version} and removes {version} from status.storedVersions");
        }
    }

    private void ValidateApproval()
    {
        if (!ApiApproval.IsProtected(_spec.Group)) return;
        var path = FieldPath.Root("metadata").Child("annotations").Key(ApprovalAnnotation);
        var approval = ApiApproval.Of(obj.Metadata);
        if (old is not null && ApiApproval.Of(old.Metadata).State == approval.State) return;
        if (approval.State == ApiApproval.Verdict.Missing) errors.Required(path, approval.Reason);
        else if (approval.State == ApiApproval.Verdict.Invalid) errors.Invalid(path, obj.Metadata.Annotations![ApprovalAnnotation], approval.Reason);
    }
}
