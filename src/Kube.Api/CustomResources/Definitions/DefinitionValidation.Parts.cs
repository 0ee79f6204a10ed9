using Kube.Api.CustomResources.Schemas;
using Kube.Api.Kubernetes.AdmissionRegistration;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

internal sealed partial class DefinitionValidation
{
    private const string ColumnTypes = "boolean,date,integer,number,string";
    private const string ColumnFormats = "byte,date,date-time,double,float,int32,int64,password";
    private static readonly string[] s_reviewVersions = ["v1", "v1beta1"];

    private void ValidateColumns(List<V1CustomResourceColumnDefinition> columns, FieldPath path)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, at) = (columns[i], path.Index(i));
            if (string.IsNullOrEmpty(column.Name)) errors.Required(at.Child("name"));
            if (string.IsNullOrEmpty(column.Type)) errors.Required(at.Child("type"), $"must be one of {ColumnTypes}");
            else if (!ColumnTypes.Split(',').Contains(column.Type)) errors.Invalid(at.Child("type"), column.Type, $"must be one of {ColumnTypes}");
            if (!string.IsNullOrEmpty(column.Format) && !ColumnFormats.Split(',').Contains(column.Format))
                errors.Invalid(at.Child("format"), column.Format, $"must be one of {ColumnFormats}");
            if (string.IsNullOrEmpty(column.JsonPath)) errors.Required(at.Child("JSONPath"));
            else CheckSimplePath(column.JsonPath, at.Child("JSONPath"));
        }
    }

    private bool CheckSimplePath(string text, FieldPath path)
    {
        if (text.StartsWith('.')) return true;
        errors.Invalid(path, text, "must be a simple json path starting with .");
        return false;
    }

    private void ValidateSubresources(V1CustomResourceSubresources subresources, FieldPath path)
    {
        if (subresources.Scale is not { } scale) return;
        var at = path.Child("scale");
        CheckScalePath(scale.SpecReplicasPath, at.Child("specReplicasPath"), "should be a json path under .spec", ".spec.");
        CheckScalePath(scale.StatusReplicasPath, at.Child("statusReplicasPath"), "should be a json path under .status", ".status.");
        if (!string.IsNullOrEmpty(scale.LabelSelectorPath))
            CheckScalePath(scale.LabelSelectorPath, at.Child("labelSelectorPath"), "should be a json path under either .spec or .status", ".spec.", ".status.");
    }

    private void CheckScalePath(string text, FieldPath path, string rule, params ReadOnlySpan<string> roots)
    {
        if (string.IsNullOrEmpty(text))
        {
            errors.Required(path);
            return;
        }

        if (!CheckSimplePath(text, path)) return;
        foreach (var root in roots)
            if (text.StartsWith(root, StringComparison.Ordinal)) return;
        errors.Invalid(path, text, rule);
    }

    private void ValidateSelectable(List<V1SelectableField> fields, V1CustomResourceValidation? schema, FieldPath path, string missing)
    {
        if (schema?.OpenAPIV3Schema is not { } written)
        {
            errors.Invalid(path, "", $"may only be set when `{missing}");
            return;
        }

        var root = SchemaNode.Of(written);
        var known = new HashSet<string>();
        for (var i = 0; i < fields.Count; i++)
        {
            var (text, at) = (fields[i].JsonPath, path.Index(i).Child("jsonPath"));
            if (string.IsNullOrEmpty(text))
            {
                errors.Required(at);
                continue;
            }

            if (!SchemaPath.TryFind(text, root, out var found, out var name, out var problem))
            {
                errors.Invalid(at, text, $"is an invalid path: {problem}");
                continue;
            }

            if (name.StartsWith("metadata.", StringComparison.Ordinal) || name == "metadata") errors.Invalid(at, text, "must not point to fields in metadata");
            if (found.Type is not ("string" or "boolean" or "integer"))
                errors.Invalid(at, text, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            if (!known.Add(name)) errors.Duplicate(at, text);
        }

        if (known.Count > MostSelectableFields) errors.TooMany(path, known.Count, MostSelectableFields);
    }

    private void ValidateConversion()
    {
        if (_spec.Conversion is not { } conversion) return;
        var path = s_spec.Child("conversion");
        if (string.IsNullOrEmpty(conversion.Strategy)) errors.Required(path.Child("strategy"));
        else if (conversion.Strategy is not ("None" or "Webhook")) errors.NotSupported(path.Child("strategy"), conversion.Strategy, "None", "Webhook");
        var (client, versions) = (conversion.Webhook?.ClientConfig, conversion.Webhook?.ConversionReviewVersions ?? []);
        if (conversion.Strategy == "Webhook")
        {
            if (client is null) errors.Required(path.Child("webhookClientConfig"), "required when strategy is set to Webhook");
            else ClientConfigValidation.Validate(ToAdmission(client), errors, path.Child("webhookClientConfig"));
            ValidateReviewVersions(versions, path.Child("conversionReviewVersions"));
            return;
        }

        const string Unwanted = "should not be set when strategy is not set to Webhook";
        if (client is not null) errors.Forbidden(path.Child("webhookClientConfig"), Unwanted);
        if (versions.Count > 0) errors.Forbidden(path.Child("conversionReviewVersions"), Unwanted);
    }

    private static Admissionregistrationv1WebhookClientConfig ToAdmission(Apiextensionsv1WebhookClientConfig client) => new()
    {
        Url = client.Url,
        CaBundle = client.CaBundle,
        Service = client.Service is not { } service
            ? null
            : new Admissionregistrationv1ServiceReference { Name = service.Name, Namespace = service.Namespace, Path = service.Path, Port = service.Port },
    };

    private void ValidateReviewVersions(List<string> versions, FieldPath path)
    {
        if (versions.Count == 0)
        {
            errors.Required(path);
            return;
        }

        var known = new HashSet<string>();
        var recognized = false;
        for (var i = 0; i < versions.Count; i++)
        {
            if (!known.Add(versions[i]))
            {
                errors.Invalid(path.Index(i), versions[i], "duplicate version");
                continue;
            }

            foreach (var problem in FormatRules.Dns1035Label(versions[i])) errors.Invalid(path.Index(i), versions[i], problem);
            recognized |= s_reviewVersions.Contains(versions[i]);
        }

        if (!recognized) errors.Invalid(path, versions, "must include at least one of v1, v1beta1");
    }
}
