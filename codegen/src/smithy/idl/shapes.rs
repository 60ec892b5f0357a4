//! From tokens to the definitions of shapes.

use super::lexer::TokenKind;
use super::parser::{INPUT_SUFFIX, OUTPUT_SUFFIX, Parsed, Parser};
use super::syntax::{Body, Fault, MemberStatement, Name, Position, ShapeStatement, Target, Trait};

impl Parser<'_> {
    pub(super) fn shape(&mut self, keyword: &'static str, traits: Vec<Trait>) -> Parsed<()> {
        let name = self.identifier("the name of the shape")?;
        if let Some(used) = self.document.uses.get(&name.text) {
            return Err(Fault::new(
                name.at,
                format!(
                    "the shape has the same name as `{used}`, which is used; write the id of that one in full"
                ),
            ));
        }
        let mut statement = self.head(keyword, name, traits)?;
        let mut inline = Vec::new();
        statement.body = match keyword {
            "enum" | "intEnum" | "list" | "map" | "structure" | "union" => {
                Body::Members(self.members(keyword)?)
            }
            "service" | "resource" => {
                self.expect('{', "around the properties of the shape")?;
                Body::Properties(self.object()?)
            }
            "operation" => self.operation(&statement.name, &mut inline)?,
            _ => Body::None,
        };
        self.document.shapes.push(statement);
        self.document.shapes.extend(inline);
        Ok(())
    }

    /// Reads `for Resource with [Mixin]`, both optional.
    fn head(
        &mut self,
        keyword: &'static str,
        name: Name,
        traits: Vec<Trait>,
    ) -> Parsed<ShapeStatement> {
        let mut resource = None;
        if matches!(keyword, "structure" | "union" | "list" | "map") && self.accept_word("for") {
            resource = Some(self.shape_id("the resource after `for`")?);
        }
        let mut mixins = Vec::new();
        if self.accept_word("with") {
            mixins = self.shape_ids("a mixin")?;
        }
        Ok(ShapeStatement {
            keyword,
            name,
            traits,
            resource,
            mixins,
            body: Body::None,
        })
    }

    fn members(&mut self, keyword: &str) -> Parsed<Vec<MemberStatement>> {
        self.expect('{', "around the members of the shape")?;
        let opening = self.taken_at();
        let mut members = Vec::new();
        while !self.accept('}') {
            if self.is_at_end() {
                return Err(self.unclosed("a member", '}', opening));
            }
            let docs = self.take_docs();
            let traits = self.traits(docs)?;
            members.push(self.member(keyword, traits, opening)?);
        }
        Ok(members)
    }

    fn member(
        &mut self,
        keyword: &str,
        mut traits: Vec<Trait>,
        opening: Position,
    ) -> Parsed<MemberStatement> {
        let elided = self.accept('$');
        let unclosed = self
            .begins_statement()
            .then(|| self.unclosed("a member", '}', opening));
        let name = self.identifier("the name of a member")?;
        let target = if keyword == "enum" || keyword == "intEnum" {
            Target::Unit
        } else if elided {
            Target::Elided
        } else if self.accept(':') {
            Target::Named(self.shape_id("the target of the member")?)
        } else {
            let expected =
                self.expected(&format!("`:` and the target of the member `{}`", name.text));
            // Here the next statement begins, and its keyword was read as the name of a member.
            return Err(unclosed.unwrap_or(expected));
        };
        if self.accept('=') {
            let sugar = match target {
                Target::Unit => "smithy.api#enumValue",
                Target::Named(_) | Target::Elided => "smithy.api#default",
            };
            traits.push(Trait::new(sugar, name.at, Some(self.node()?)));
        }
        Ok(MemberStatement {
            name,
            traits,
            target,
        })
    }

    fn operation(&mut self, operation: &Name, inline: &mut Vec<ShapeStatement>) -> Parsed<Body> {
        self.expect('{', "around the properties of the operation")?;
        let opening = self.taken_at();
        let (mut input, mut output, mut errors) = (None, None, None);
        while !self.accept('}') {
            if input.is_none() && self.accept_word("input") {
                input = Some(self.input_or_output(operation, "input", inline)?);
            } else if output.is_none() && self.accept_word("output") {
                output = Some(self.input_or_output(operation, "output", inline)?);
            } else if errors.is_none() && self.accept_word("errors") {
                self.expect(':', "after `errors`")?;
                errors = Some(self.shape_ids("an error")?);
            } else {
                return Err(self.unclosed(
                    "`input`, `output` or `errors`, each once",
                    '}',
                    opening,
                ));
            }
        }
        Ok(Body::Operation {
            input,
            output,
            errors: errors.unwrap_or_default(),
        })
    }

    /// Reads `: Shape`, or the inline structure after `:=`.
    fn input_or_output(
        &mut self,
        operation: &Name,
        property: &str,
        inline: &mut Vec<ShapeStatement>,
    ) -> Parsed<Name> {
        if self.accept(':') {
            return self.shape_id(&format!("the structure of the {property}"));
        }
        if !matches!(self.token.kind, TokenKind::Walrus) {
            return Err(self.expected(&format!("`:` or `:=` after `{property}`")));
        }
        self.advance();
        let docs = self.take_docs();
        let mut traits = self.traits(docs)?;
        let at = self.token.at;
        traits.push(Trait::new(&format!("smithy.api#{property}"), at, None));
        let (control, suffix) = match property {
            "input" => (INPUT_SUFFIX, "Input"),
            _ => (OUTPUT_SUFFIX, "Output"),
        };
        let suffix = self.controls.get(control).map_or(suffix, String::as_str);
        let name = Name::new(format!("{}{suffix}", operation.text), at);
        let target = Name::new(self.document.absolute(&name.text), at);
        let mut statement = self.head("structure", name, traits)?;
        statement.body = Body::Members(self.members("structure")?);
        inline.push(statement);
        Ok(target)
    }

    /// Reads `[Shape, Shape]`.
    fn shape_ids(&mut self, what: &str) -> Parsed<Vec<Name>> {
        self.expect('[', &format!("before {what}"))?;
        let opening = self.taken_at();
        let mut ids = Vec::new();
        while !self.accept(']') {
            if !matches!(self.token.kind, TokenKind::Word(_)) {
                return Err(self.unclosed(what, ']', opening));
            }
            ids.push(self.shape_id(what)?);
        }
        Ok(ids)
    }
}
