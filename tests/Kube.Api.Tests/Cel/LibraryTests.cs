using Kube.Api.Cel;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Kubernetes.Admission.Policies;
using Xunit;

namespace Kube.Api.Tests.Cel;

/// <summary>Every function of every library that upstream's 1.36 environment has (k8s.io/apiserver, pkg/cel/environment/base.go): that it is there, what it comes to, and what
/// it is estimated and counted to cost.</summary>
public sealed class LibraryTests
{
    private static readonly CelEnvironment s_environment = MutationTypes.AddTo(CelEnvironment.Kubernetes)
        .WithVariable("authorizer", AuthorizerFunctions.Authorizer)
        .WithVariable("any", CelType.Dyn);

    /// <summary>The names, library by library, and an expression for each that is true.</summary>
    private static readonly (string Library, (string Name, string Expression)[] Functions)[] s_libraries =
    [
        ("kubernetes.lists",
        [
            ("isSorted", "['a', 'b'].isSorted() && !['b', 'a'].isSorted()"),
            ("sum", "[1.5, 2.0].sum() == 3.5 && [duration('1m'), duration('30s')].sum() == duration('90s')"),
            ("min", "[3u, 1u].min() == 1u"),
            ("max", "[timestamp('2020-01-01T00:00:00Z'), timestamp('2021-01-01T00:00:00Z')].max().getFullYear() == 2021"),
            ("indexOf", "[4, 5, 4].indexOf(4) == 0 && [4].indexOf(9) == -1"),
            ("lastIndexOf", "[4, 5, 4].lastIndexOf(4) == 2"),
        ]),
        ("ext.lists 3",
        [
            ("slice", "[1, 2, 3, 4].slice(1, 3) == [2, 3] && [1].slice(1, 1) == []"),
            ("flatten", "[[1, 2], [], [3]].flatten() == [1, 2, 3] && [[[1], [2]]].flatten(2) == [1, 2]"),
            ("sort", "[3, 1, 2].sort() == [1, 2, 3] && ['b', 'B'].sort() == ['B', 'b']"),
            ("@sortByAssociatedKeys", "[{'n': 'x', 's': '2'}, {'n': 'y', 's': '1'}].sortBy(e, e.s).map(e, e.n) == ['y', 'x']"),
            ("lists.range", "lists.range(3) == [0, 1, 2] && lists.range(-1) == []"),
            ("reverse", "[1, 2, 3].reverse() == [3, 2, 1]"),
            ("distinct", "['b', 'b', 'c', 'a', 'c'].distinct() == ['b', 'c', 'a']"),
        ]),
        ("ext.strings 2",
        [
            ("charAt", "'abc'.charAt(2) == 'c'"), ("format", "'%d'.format([1]) == '1'"), ("lowerAscii", "'AÉ'.lowerAscii() == 'aÉ'"), ("upperAscii", "'a'.upperAscii() == 'A'"),
            ("replace", "'aaa'.replace('a', 'b', 2) == 'bba'"), ("split", "'a b c'.split(' ', 2) == ['a', 'b c']"), ("join", "['a', 'b'].join() == 'ab'"),
            ("substring", "'abc'.substring(1, 2) == 'b'"), ("trim", "' a '.trim() == 'a'"), ("strings.quote", "strings.quote('a') == '\"a\"'"),
        ]),
        ("ext.sets", [("sets.contains", "sets.contains([1, 2], [1])"), ("sets.equivalent", "sets.equivalent([1], [1, 1])"), ("sets.intersects", "sets.intersects([1], [1, 2])")]),
        ("kubernetes.regex", [("find", "'ab12'.find('[0-9]') == '1'"), ("findAll", "'ab12'.findAll('[0-9]', 1) == ['1']")]),
        ("kubernetes.urls",
        [
            ("url", "url('https://a/b') == url('https://a/b')"), ("isURL", "!isURL('..')"), ("getScheme", "url('https://a/b').getScheme() == 'https'"),
            ("getHost", "url('https://a:80/b').getHost() == 'a:80'"), ("getHostname", "url('https://a:80/b').getHostname() == 'a'"), ("getPort", "url('https://a:80/b').getPort() == '80'"),
            ("getEscapedPath", "url('https://a/b c').getEscapedPath() == '/b%20c'"), ("getQuery", "url('https://a/b?k=a&k=b').getQuery() == {'k': ['a', 'b']}"),
        ]),
        ("kubernetes.quantity",
        [
            ("quantity", "quantity('1k') == quantity('1000')"), ("isQuantity", "isQuantity('1.5Gi') && !isQuantity('1.5Zz')"), ("sign", "sign(quantity('-1')) == -1"),
            ("isGreaterThan", "quantity('2').isGreaterThan(quantity('1'))"), ("isLessThan", "!quantity('2').isLessThan(quantity('1'))"), ("compareTo", "quantity('2').compareTo(quantity('1')) == 1"),
            ("asApproximateFloat", "quantity('50m').asApproximateFloat() == 0.05"), ("asInteger", "quantity('50k').asInteger() == 50000"), ("isInteger", "!quantity('50m').isInteger()"),
            ("add", "quantity('1').add(quantity('2')) == quantity('3')"), ("sub", "quantity('1').sub(2) == quantity('-1')"),
        ]),
        ("kubernetes.net.ip",
        [
            ("ip", "ip('10.0.0.1') == ip('10.0.0.1')"), ("isIP", "isIP('::1')"), ("ip.isCanonical", "ip.isCanonical('::1') && !ip.isCanonical('0::1')"), ("family", "ip('::1').family() == 6"),
            ("isUnspecified", "ip('0.0.0.0').isUnspecified()"), ("isLoopback", "ip('127.0.0.1').isLoopback()"), ("isLinkLocalMulticast", "ip('224.0.0.1').isLinkLocalMulticast()"),
            ("isLinkLocalUnicast", "ip('fe80::1').isLinkLocalUnicast()"), ("isGlobalUnicast", "ip('10.0.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()"),
        ]),
        ("kubernetes.net.cidr",
        [
            ("cidr", "string(cidr('10.0.0.0/8')) == '10.0.0.0/8'"), ("isCIDR", "isCIDR('::/0') && !isCIDR('10.0.0.0')"), ("containsIP", "cidr('10.0.0.0/8').containsIP(ip('10.1.0.0'))"),
            ("containsCIDR", "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && !cidr('10.0.0.0/8').containsCIDR(cidr('10.0.0.0/7'))"),
            ("prefixLength", "cidr('10.0.0.0/8').prefixLength() == 8"), ("masked", "cidr('10.1.0.0/8').masked() == cidr('10.0.0.0/8')"),
        ]),
        ("kubernetes.semver",
        [
            ("semver", "semver('v01.2', true) == semver('1.2.0')"), ("isSemver", "isSemver('1.2.3-rc.1+b') && !isSemver('1.2-rc', true) && isSemver('v1', true)"),
            ("major", "semver('1.2.3').major() == 1"), ("minor", "semver('1.2.3').minor() == 2"), ("patch", "semver('1.2.3').patch() == 3"),
        ]),
        ("kubernetes.format",
        [
            ("format.dns1123Label", "!format.dns1123Label().validate('a-b').hasValue()"), ("format.dns1123Subdomain", "!format.dns1123Subdomain().validate('a.b').hasValue()"),
            ("format.dns1035Label", "format.dns1035Label().validate('1a').hasValue()"), ("format.qualifiedName", "!format.qualifiedName().validate('a/b').hasValue()"),
            ("format.dns1123LabelPrefix", "!format.dns1123LabelPrefix().validate('a-').hasValue()"), ("format.dns1123SubdomainPrefix", "!format.dns1123SubdomainPrefix().validate('a.b-').hasValue()"),
            ("format.dns1035LabelPrefix", "!format.dns1035LabelPrefix().validate('a-').hasValue()"), ("format.labelValue", "format.labelValue().validate('-').hasValue()"),
            ("format.uri", "format.uri().validate('..').hasValue()"),
            ("format.uuid", "!format.uuid().validate('123E4567e89b12d3a456426614174000').hasValue() && format.uuid().validate('1').value() == ['does not match the UUID format']"),
            ("format.byte", "!format.byte().validate('aGVsbG8=').hasValue() && format.byte().validate('').value() == ['invalid base64']"),
            ("format.date", "!format.date().validate('2020-02-29').hasValue() && format.date().validate('2021-02-29').value() == ['invalid date']"),
            ("format.datetime", "!format.datetime().validate('2020-02-29T00:00:00Z').hasValue() && format.datetime().validate('x').value() == ['invalid datetime']"),
            ("format.named", "format.named('dns1123Label').value() == format.dns1123Label()"), ("validate", "format.labelValue().validate('a') == optional.none()"),
        ]),
        ("optional 2",
        [
            ("optional.of", "optional.of(1).hasValue()"), ("optional.ofNonZeroValue", "!optional.ofNonZeroValue(0).hasValue()"), ("optional.none", "!optional.none().hasValue()"),
            ("value", "optional.of(1).value() == 1"), ("hasValue", "[1][?0].hasValue()"), ("or", "optional.none().or(optional.of(1)).value() == 1"), ("orValue", "[1][?1].orValue(2) == 2"),
            ("first", "[1, 2].first().value() == 1 && !lists.range(0).first().hasValue()"), ("last", "[1, 2].last().value() == 2"),
            ("optional.unwrap", "optional.unwrap([optional.of(1), optional.none()]) == [1]"), ("unwrapOpt", "[optional.of(1), optional.none()].unwrapOpt() == [1]"),
        ]),
        ("kubernetes.authz",
        [
            ("path", "authorizer.path('/healthz').check('get').allowed()"), ("group", "authorizer.group('apps').resource('deployments').check('get').allowed()"),
            ("serviceAccount", "authorizer.serviceAccount('n', 's').path('/x').check('get').allowed()"), ("resource", "authorizer.group('').resource('pods').check('get').allowed()"),
            ("subresource", "authorizer.group('').resource('pods').subresource('log').check('get').allowed()"), ("namespace", "authorizer.group('').resource('pods').namespace('n').check('get').allowed()"),
            ("name", "authorizer.group('').resource('pods').name('n').check('get').allowed()"), ("check", "authorizer.path('/x').check('get').allowed()"),
            ("allowed", "authorizer.path('/x').check('get').allowed()"), ("reason", "authorizer.path('/x').check('get').reason() == 'asked'"),
            ("error", "authorizer.path('/x').check('get').error() == ''"), ("errored", "!authorizer.path('/x').check('get').errored()"),
        ]),
        ("kubernetes.authzselectors",
        [
            ("fieldSelector", "authorizer.group('').resource('pods').fieldSelector('spec.nodeName=n').check('list').allowed()"),
            ("labelSelector", "authorizer.group('').resource('pods').labelSelector('a in (b)').check('list').allowed()"),
        ]),
        ("kubernetes.jsonpatch", [("jsonpatch.escapeKey", "jsonpatch.escapeKey('a/b~c') == 'a~1b~0c'")]),
        ("standard",
        [
            ("size", "size('a') == 1 && [1].size() == 1"), ("startsWith", "'ab'.startsWith('a')"), ("endsWith", "'ab'.endsWith('b')"), ("contains", "'ab'.contains('b')"),
            ("matches", "matches('ab', '^a') && 'ab'.matches('b$')"), ("type", "type(1) == int"), ("dyn", "dyn(1) == 1"), ("int", "int(1.9) == 1"), ("uint", "uint(1) == 1u"), ("double", "double(1) == 1.0"),
            ("bool", "bool('true')"), ("string", "string(1) == '1'"), ("bytes", "bytes('a') == b'a'"), ("timestamp", "timestamp(0) == timestamp('1970-01-01T00:00:00Z')"), ("duration", "duration('60s') == duration('1m')"),
            ("getFullYear", "timestamp(0).getFullYear() == 1970"), ("getMonth", "timestamp(0).getMonth() == 0"), ("getDayOfYear", "timestamp(0).getDayOfYear() == 0"),
            ("getDayOfMonth", "timestamp(0).getDayOfMonth() == 0"), ("getDate", "timestamp(0).getDate() == 1"), ("getDayOfWeek", "timestamp(0).getDayOfWeek() == 4"),
            ("getHours", "timestamp(0).getHours('02:00') == 2"), ("getMinutes", "duration('1h').getMinutes() == 60"), ("getSeconds", "duration('1m').getSeconds() == 60"),
            ("getMilliseconds", "duration('1500ms').getMilliseconds() == 500"),
        ]),
    ];

    public static TheoryData<string, string> Expressions => [.. s_libraries.SelectMany(library => library.Functions.Select(function => (function.Name, function.Expression)))];

    [Fact]
    public void Environment_HasEveryFunctionOfUpstreams_AndNoOther()
    {
        var expected = s_libraries.SelectMany(library => library.Functions).Select(function => function.Name).Order(StringComparer.Ordinal);
        // Operators have names of their own kind.
        var found = s_environment.Functions.Names.Where(name => char.IsAsciiLetter(name.TrimStart('@')[0]) && !name.StartsWith("cel.", StringComparison.Ordinal) && name is not "@in" and not "@not_strictly_false");
        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Function_OfALibrary_DoesWhatUpstreamsDoes(string name, string expression)
    {
        Assert.Contains(name.StartsWith('@') ? "sortBy" : name, expression, StringComparison.Ordinal);
        Assert.Equal("true", Shown(Run(expression).Value));
    }

    [Theory]
    [InlineData("[1].slice(0, 2)", "cannot slice(0, 2), list is length 1")]
    [InlineData("[1].slice(1, 0)", "cannot slice(1, 0), start index must be less than or equal to end index")]
    [InlineData("[1].slice(-1, 0)", "cannot slice(-1, 0), negative indexes not supported")]
    [InlineData("[[1]].flatten(-1)", "level must be non-negative")]
    [InlineData("[dyn(1), dyn('a')].sortBy(x, x)", "list elements must have the same type")]
    [InlineData("semver('v1.2-rc', true)", "short version cannot contain PreRelease/Build meta data")]
    [InlineData("authorizer.serviceAccount('n', 'S')", "Invalid service account name")]
    [InlineData("authorizer.serviceAccount('n.x', 's')", "Invalid service account namespace")]
    [InlineData("authorizer.group('').resource(' ')", "resource must not be empty")]
    [InlineData("authorizer.path('')", "path must not be empty")]
    public void Function_GivenWhatItCannotTake_SaysSoInUpstreamsWords(string expression, string message) => Assert.Equal("error: " + message, Shown(Run(expression).Value));

    [Theory]
    [InlineData("'abc'.reverse()", "found no matching overload for 'reverse' applied to 'string.()'")]
    [InlineData("[[1]].sort()", "found no matching overload for 'sort' applied to 'list(list(int)).()'")]
    [InlineData("1.sortBy(x, x)", "sortBy can only be applied to a list, identifier, comprehension, call or select expression")]
    [InlineData("quantity('1').sign()", "found no matching overload for 'sign' applied to 'kubernetes.Quantity.()'")]
    [InlineData("cel.bind(x, 1, x)", "undeclared reference to 'cel' (in container '')")]
    [InlineData("[1].all(x, x, true)", "duplicate variable name: x")]
    public void Compile_WhatUpstreamsEnvironmentDoesNotHave_IsRefused(string expression, string message) =>
        Assert.Contains(message, Assert.Throws<CelCompileException>(() => s_environment.Compile(expression)).Message, StringComparison.Ordinal);

    [Theory]
    // Estimated at least and at most, then counted; upstream's own figures for the same shapes.
    [InlineData("[1, 2, 3, 4, 5].isSorted()", 15UL, 15UL, 15UL)]
    [InlineData("'abcdefghijklmnopqrstu'.replace('a', 'bcd')", 5UL, 5UL, 5UL)]
    [InlineData("'abcdefghijklmnopqrstu'.split(' ')", 5UL, 5UL, 5UL)]
    [InlineData("'abcdefghijklmnopqrstu'.lowerAscii() == 'bbcdefghijklmnopqrstu'.lowerAscii()", 7UL, 9UL, 9UL)]
    [InlineData("['a', 'b'].all(x, 'abcdefghijk'.startsWith(x))", 17UL, 21UL, 23UL)]
    [InlineData("url('https:://kubernetes.io/') == url('https:://kubernetes.io/')", 7UL, 9UL, 7UL)]
    [InlineData("quantity('12345678901') == quantity('12345678901')", 5UL, 5UL, 5UL)]
    [InlineData("sign(quantity('1'))", 2UL, 2UL, 2UL)]
    [InlineData("format.named('dns1123Label').value().validate('my-name')", 34UL, 34UL, 10UL)]
    [InlineData("format.named('dns1123Label').value() == format.named('dns1123Label').value()", 5UL, 11UL, 5UL)]
    [InlineData("ip.isCanonical('127.0.0.1')", 2UL, 2UL, 2UL)]
    [InlineData("cidr('192.168.0.0/16').containsIP(ip('192.168.0.1'))", 5UL, 8UL, 5UL)]
    [InlineData("authorizer.group('').resource('pods').labelSelector('a=b')", 114UL, 114UL, 114UL)]
    [InlineData("sets.equivalent([1], [1, 1])", 25UL, 25UL, 25UL)]
    [InlineData("[1, 2, 3].reverse()", 24UL, 24UL, 24UL)]
    [InlineData("[1, 2, 3].slice(0, 2)", 23UL, 23UL, 23UL)]
    [InlineData("lists.range(5)", 16UL, 16UL, 16UL)]
    [InlineData("[1, 2, 3].distinct()", 39UL, 39UL, 39UL)]
    [InlineData("[[1], [2]].flatten()", 43UL, 43UL, 43UL)]
    [InlineData("['b', 'a'].sort()", 30UL, 30UL, 29UL)]
    public void Function_Costs_WhatUpstreamEstimatesAndCounts(string expression, ulong least, ulong most, ulong counted)
    {
        var estimate = s_environment.Compile(expression).EstimateCost(new NoSizes());
        Assert.Equal((least, most, counted), (estimate.Min, estimate.Max, Run(expression).Cost));
    }

    private static CelOutcome Run(string expression) => s_environment.Compile(expression).Run(
        [AuthorizerFunctions.Value(new CelAuthorizationQuestion(static _ => new CelAuthorizationAnswer(true, "asked", ""))), CelNull.Instance],
        ulong.MaxValue, TestContext.Current.CancellationToken);

    private static string Shown(CelValue value) => value is CelError error ? "error: " + error.Message : CelText.Of(value);

    private sealed class NoSizes : ICelSizes
    {
        public CelSize? SizeOf(IReadOnlyList<string> path) => null;
    }
}
