using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Checking;

/// <summary>Finds the type of every part of an expression, and says what does not fit in upstream's words.</summary>
internal sealed partial class CelChecker
{
    private readonly CelEnvironment _environment;
    private readonly List<CelIssue> _issues = [];
    private readonly CelSubstitution _substitution = new();
    private readonly List<KeyValuePair<string, CelType>> _locals = [];

    private CelChecker(CelEnvironment environment) => _environment = environment;

    /// <summary>Checks a whole expression and writes the types into it.</summary>
    /// <exception cref="CelCompileException">Something does not fit.</exception>
    public static CelType Check(CelSource source, CelExpression expression, CelEnvironment environment)
    {
        var checker = new CelChecker(environment);
        checker.Check(expression);
        if (checker._issues.Count == 0) checker.Finish(expression, mayMix: false);
        if (checker._issues.Count > 0) throw new CelCompileException(source.Report(checker._issues));
        return expression.Type;
    }

    private CelType Check(CelExpression expression) => expression.Type = expression switch
    {
        CelLiteral literal => literal.Value.Type,
        CelIdentifier identifier => CheckIdentifier(identifier),
        CelSelect select => CheckSelect(select),
        CelCall call => CheckCall(call),
        CelListLiteral list => CheckList(list),
        CelMapLiteral map => CheckMap(map),
        CelStructLiteral made => CheckStruct(made),
        CelComprehension comprehension => CheckComprehension(comprehension),
        _ => CelType.Dyn,
    };

    private CelType CheckIdentifier(CelIdentifier identifier)
    {
        if (FindVariable(identifier.Name) is { } type) return type;
        if (TryNameType(identifier, identifier.Name)) return identifier.Type;
        return Fail(identifier, $"undeclared reference to '{identifier.Name.TrimStart('.')}' (in container '')");
    }

    private CelType? FindVariable(string name)
    {
        if (name.StartsWith('.')) name = name[1..];
        else if (_locals.FindLast(local => local.Key == name) is { Key: not null } local) return local.Value;
        var index = _environment.IndexOf(name);
        return index < 0 ? null : _environment.Variables[index].Value;
    }

    private bool TryNameType(CelIdentifier identifier, string name)
    {
        if (_environment.Functions.FindType(name) is not { } named) return false;
        identifier.NamedType = named;
        identifier.Type = CelType.TypeOf(named);
        return true;
    }

    private CelType CheckSelect(CelSelect select)
    {
        // a.b may be the name of a type, when a is no variable.
        if (!select.IsTest && QualifiedName(select) is { } name && FindVariable(name[..name.IndexOf('.', StringComparison.Ordinal)]) is null)
        {
            var whole = new CelIdentifier(select.Position, name);
            if (TryNameType(whole, name))
            {
                select.Qualified = whole;
                return whole.Type;
            }
        }
        // So may it be the name of a variable: authorizer.requestResource.
        if (!select.IsTest && QualifiedName(select) is { } variable && _environment.IndexOf(variable) is var index and >= 0)
        {
            select.Qualified = new CelIdentifier(select.Position, variable);
            return select.Qualified.Type = _environment.Variables[index].Value;
        }
        var operand = _substitution.Apply(Check(select.Operand));
        var result = FieldType(select, operand, select.Field, out var throughOptional);
        if (select.IsTest) return CelType.Bool;
        return throughOptional ? CelType.Optional(result) : result;
    }

    private CelType FieldType(CelExpression at, CelType operand, string field, out bool throughOptional)
    {
        throughOptional = operand.IsOptional;
        if (throughOptional) operand = _substitution.Apply(operand.Item);
        switch (operand.Kind)
        {
            case CelTypeKind.Map:
                return operand.Value;
            case CelTypeKind.Object:
                return operand is not CelObjectType known ? CelType.Dyn : known.FindField(field)?.Type ?? Fail(at, $"undefined field '{field}'");
            case CelTypeKind.Parameter:
                _substitution.TryAssign(operand, CelType.Dyn);
                return CelType.Dyn;
            case CelTypeKind.Dyn:
                return CelType.Dyn;
            default:
                return Fail(at, $"type '{operand.Shown}' does not support field selection");
        }
    }

    private CelType CheckList(CelListLiteral list)
    {
        CelType? item = null;
        for (var i = 0; i < list.Items.Length; i++)
        {
            var type = _substitution.Apply(Check(list.Items[i]));
            if (list.Optional[i]) type = Unwrapped(list.Items[i], type);
            item = Join(item, type);
        }
        return CelType.List(item ?? _substitution.Fresh());
    }

    private CelType CheckMap(CelMapLiteral map)
    {
        CelType? key = null;
        CelType? value = null;
        foreach (var entry in map.Entries)
        {
            key = Join(key, Check(entry.Key!));
            var type = _substitution.Apply(Check(entry.Value));
            value = Join(value, entry.IsOptional ? Unwrapped(entry.Value, type) : type);
        }
        return CelType.Map(key ?? _substitution.Fresh(), value ?? _substitution.Fresh());
    }

    private CelType Unwrapped(CelExpression at, CelType type)
    {
        if (type.IsOptional) return type.Item;
        return type.IsDyn ? type : Fail(at, $"expected type 'optional_type({type.Shown})' but found '{type.Shown}'");
    }

    // Items of different types make a list of dyn; whether that may be is for the end to say.
    private CelType Join(CelType? before, CelType type)
    {
        if (before is null) return type;
        return _substitution.TryAssign(before, type) ? CelSubstitution.MostGeneral(_substitution.Apply(before), _substitution.Apply(type)) : CelType.Dyn;
    }

    private CelType CheckStruct(CelStructLiteral made)
    {
        if (_environment.FindType(made.TypeName) is not { } type) return Fail(made, $"undeclared reference to '{made.TypeName}' (in container '')");
        foreach (var field in made.Fields)
        {
            var value = _substitution.Apply(Check(field.Value));
            if (field.IsOptional) value = Unwrapped(field.Value, value);
            if (type.FindField(field.Field!) is not { } known)
            {
                _issues.Add(new CelIssue(field.Position, $"undefined field '{field.Field}'"));
            }
            else if (!_substitution.TryAssign(known.Type, value))
            {
                _issues.Add(new CelIssue(field.Position, $"expected type of field '{field.Field}' is '{known.Type.Shown}' but provided type is '{value.Shown}'"));
            }
        }
        return type;
    }

    private CelType CheckComprehension(CelComprehension comprehension)
    {
        var fold = comprehension.Fold;
        var range = _substitution.Apply(Check(fold.Range));
        var start = Check(fold.Start);
        var (first, second) = range.Kind switch
        {
            CelTypeKind.List => fold.SecondVariable is null ? (range.Item, CelType.Dyn) : (CelType.Int, range.Item),
            CelTypeKind.Map => (range.Key, range.Value),
            CelTypeKind.Dyn or CelTypeKind.Parameter => (CelType.Dyn, CelType.Dyn),
            _ => (Fail(fold.Range, $"expression of type '{range.Shown}' cannot be range of a comprehension (must be list, map, or dynamic)"), CelType.Dyn),
        };
        var scope = _locals.Count;
        _locals.Add(KeyValuePair.Create(fold.Accumulator, start));
        _locals.Add(KeyValuePair.Create(fold.Variable, first));
        if (fold.SecondVariable is { } name) _locals.Add(KeyValuePair.Create(name, second));
        Expect(fold.Condition, CelType.Bool, Check(fold.Condition));
        Expect(fold.Step, start, Check(fold.Step));
        _locals.RemoveRange(scope + 1, _locals.Count - scope - 1);
        var result = Check(fold.Result);
        _locals.RemoveRange(scope, _locals.Count - scope);
        return _substitution.Apply(result);
    }

    private void Expect(CelExpression at, CelType expected, CelType found)
    {
        if (_substitution.TryAssign(expected, found)) return;
        Fail(at, $"expected type '{_substitution.Apply(expected).Shown}' but found '{_substitution.Apply(found).Shown}'");
    }

    private CelType Fail(CelExpression at, string message)
    {
        _issues.Add(new CelIssue(at.Position, message));
        return CelType.Dyn;
    }

    private static string? QualifiedName(CelExpression expression) => expression switch
    {
        CelIdentifier identifier => identifier.Name,
        CelSelect { IsTest: false } select when QualifiedName(select.Operand) is { } operand => operand + "." + select.Field,
        _ => null,
    };
}
